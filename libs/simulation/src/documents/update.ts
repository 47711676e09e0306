import { evaluate, type Variables } from './expression.js';
import { isOperators, matches } from './filter.js';
import { setAt, valueAt } from './path.js';
import { copyOf, isEqual, isPlain, type Plain } from './value.js';

/** What an update makes of a document; the document itself stays as it is. */
export function updated(before: Plain, update: Plain | readonly Plain[], { isNew, now }: { readonly isNew: boolean; readonly now: Date }): Plain {
  if (Array.isArray(update)) return (update as readonly Plain[]).reduce((at, stage) => staged(at, stage, { NOW: now }), copyOf(before));
  const after = copyOf(before);
  for (const [name, fields] of Object.entries(update as Plain)) {
    if (fields !== undefined) for (const [path, value] of Object.entries(fields as Plain)) if (value !== undefined) apply(after, { name, path, value, isNew, now });
  }
  return after;
}

interface Change { readonly name: string; readonly path: string; readonly value: unknown; readonly isNew: boolean; readonly now: Date }

function apply(after: Plain, { name, path, value, isNew, now }: Change): void {
  switch (name) {
    case '$set': return setAt(after, path, copyOf(value));
    case '$setOnInsert': return isNew ? setAt(after, path, copyOf(value)) : undefined;
    case '$unset': return setAt(after, path, undefined);
    case '$inc': return setAt(after, path, ((valueAt(after, path) as number | undefined) ?? 0) + (value as number));
    case '$currentDate': return setAt(after, path, new Date(now));
    case '$push': return setAt(after, path, [...listAt(after, path), copyOf(value)]);
    case '$addToSet': return setAt(after, path, listAt(after, path).some((one) => isEqual(one, value)) ? listAt(after, path) : [...listAt(after, path), copyOf(value)]);
    case '$pull': return setAt(after, path, listAt(after, path).filter((one) => !isPulled(one, value)));
    default: throw new Error(`The simulated database does not know ${name}`);
  }
}

function listAt(document: Plain, path: string): readonly unknown[] {
  return (valueAt(document, path) as readonly unknown[] | undefined) ?? [];
}

function isPulled(one: unknown, asked: unknown): boolean {
  return isPlain(asked) && isPlain(one) ? matches(asked, one) : isEqual(one, asked);
}

/** A stage of an update's or an aggregation's pipeline that makes one document of one. */
export function staged(document: Plain, stage: Plain, variables: Variables): Plain {
  const [name = ''] = Object.keys(stage);
  const asked = stage[name];
  switch (name) {
    case '$set': case '$addFields': {
      const after = copyOf(document);
      for (const [path, value] of Object.entries(asked as Plain)) setAt(after, path, copyOf(evaluate(value, document, variables)));
      return after;
    }
    case '$unset': {
      const after = copyOf(document);
      for (const path of [asked].flat()) setAt(after, path as string, undefined);
      return after;
    }
    case '$replaceWith': return copyOf(evaluate(asked, document, variables)) as Plain;
    case '$project': return projected(document, asked as Plain, variables);
    default: throw new Error(`The simulated database does not know the stage ${name}`);
  }
}

/** What a projection leaves of a document. */
export function projected(document: Plain, projection: Plain, variables: Variables = {}): Plain {
  const fields = Object.entries(projection);
  if (fields.length === 0) return copyOf(document);
  if (fields.every(([path, value]) => !isShown(value) || path === '_id') && fields.some(([, value]) => !isShown(value))) {
    const after = copyOf(document);
    for (const [path, value] of fields) if (!isShown(value)) setAt(after, path, undefined);
    return after;
  }
  const shown: Plain = projection['_id'] === undefined || isShown(projection['_id']) ? { _id: document['_id'] } : {};
  for (const [path, value] of fields) {
    if (path === '_id' && (value === 1 || value === true || !isShown(value))) continue;
    const made = value === 1 || value === true ? pathOf(document, path) : evaluate(value, document, variables);
    if (isShown(value) && made !== undefined) setAt(shown, path, copyOf(made));
  }
  return shown;
}

function pathOf(document: Plain, path: string): unknown {
  return evaluate(`$${path}`, document);
}

function isShown(value: unknown): boolean {
  return value !== 0 && value !== false;
}

/** What an upsert begins with: the fields that its filter says to be equal to something. */
export function seedOf(filter: Plain): Plain {
  const seed: Plain = {};
  for (const [key, asked] of Object.entries(filter)) {
    if (key === '$and') for (const one of asked as Plain[]) Object.assign(seed, seedOf(one));
    else if (!key.startsWith('$') && asked !== undefined && !isOperators(asked)) setAt(seed, key, copyOf(asked));
    else if (isOperators(asked) && '$eq' in asked) setAt(seed, key, copyOf(asked['$eq']));
  }
  return seed;
}
