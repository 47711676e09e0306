import { evaluate } from './expression.js';
import { matches } from './filter.js';
import { segmentsOf, setAt, valuesAt } from './path.js';
import { staged } from './update.js';
import { compare, copyOf, isEqual, type Plain } from './value.js';

/** The documents of another collection, for a stage that looks there. */
export type Elsewhere = (collection: string) => readonly Plain[];

/** Runs an aggregation over documents. */
export function aggregated(documents: readonly Plain[], pipeline: readonly Plain[], now: Date, elsewhere: Elsewhere): readonly Plain[] {
  return pipeline.reduce((at, stage) => run(at, stage, now, elsewhere), documents);
}

function run(documents: readonly Plain[], stage: Plain, now: Date, elsewhere: Elsewhere): readonly Plain[] {
  const [name = ''] = Object.keys(stage);
  const asked = stage[name];
  switch (name) {
    case '$match': return documents.filter((one) => matches(asked as Plain, one));
    case '$sort': return sorted(documents, asked as Plain);
    case '$limit': return documents.slice(0, asked as number);
    case '$skip': return documents.slice(asked as number);
    case '$count': return documents.length === 0 ? [] : [{ [asked as string]: documents.length }];
    case '$unwind': return documents.flatMap((one) => unwound(one, (typeof asked === 'string' ? asked : (asked as { path: string }).path).slice(1)));
    case '$group': return grouped(documents, asked as Plain);
    case '$lookup': return documents.map((one) => lookedUp(one, asked as Lookup, now, elsewhere));
    default: return documents.map((one) => staged(one, stage, { NOW: now }));
  }
}

/** In the order of these fields; what is equal stays in its order. */
export function sorted<T extends Plain>(documents: readonly T[], by: Plain): readonly T[] {
  const keys = Object.entries(by).map(([path, direction]) => ({ segments: segmentsOf(path), direction: Number(direction) }));
  return [...documents].sort((one, other) => {
    for (const { segments, direction } of keys) {
      const order = compare(valuesAt(one, segments)[0], valuesAt(other, segments)[0]);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
}

function unwound(document: Plain, path: string): readonly Plain[] {
  const list = valuesAt(document, segmentsOf(path))[0];
  if (!Array.isArray(list)) return list === undefined || list === null ? [] : [document];
  return list.map((one) => {
    const copy = copyOf(document);
    setAt(copy, path, one);
    return copy;
  });
}

function grouped(documents: readonly Plain[], { _id: key, ...sums }: Plain): readonly Plain[] {
  const groups: { readonly _id: unknown; readonly documents: Plain[] }[] = [];
  for (const document of documents) {
    const _id = evaluate(key, document) ?? null;
    const group = groups.find((one) => isEqual(one._id, _id));
    if (group) group.documents.push(document);
    else groups.push({ _id, documents: [document] });
  }
  return groups.map(({ _id, documents: own }) => ({ _id, ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, accumulated(sum as Plain, own)])) }));
}

function accumulated(sum: Plain, documents: readonly Plain[]): unknown {
  const [name = ''] = Object.keys(sum);
  const values = documents.map((one) => evaluate(sum[name], one));
  const there = values.filter((value) => value !== null && value !== undefined);
  switch (name) {
    case '$sum': return there.reduce<number>((total, value) => total + (typeof value === 'number' ? value : 0), 0);
    case '$max': return there.sort(compare).at(-1) ?? null;
    case '$min': return there.sort(compare)[0] ?? null;
    case '$first': return values[0] ?? null;
    case '$push': return values;
    case '$addToSet': return there.filter((value, at) => there.findIndex((one) => isEqual(one, value)) === at);
    default: throw new Error(`The simulated database does not know ${name} in a group`);
  }
}

interface Lookup { readonly from: string; readonly localField: string; readonly foreignField: string; readonly pipeline?: readonly Plain[]; readonly as: string }

function lookedUp(document: Plain, { from, localField, foreignField, pipeline = [], as }: Lookup, now: Date, elsewhere: Elsewhere): Plain {
  const found = elsewhere(from).filter((one) => matches({ [foreignField]: valuesAt(document, segmentsOf(localField))[0] ?? null }, one));
  const copy = copyOf(document);
  setAt(copy, as, aggregated(found, pipeline, now, elsewhere));
  return copy;
}
