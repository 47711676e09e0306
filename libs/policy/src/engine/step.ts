import type { FactValue, TraceStep } from '../answer.js';

/** What is the same every time a step is taken, with its canonical JSON made beforehand: receipts are written in bulk. */
export interface StepText {
  readonly step: string;
  readonly clause: string;
  /** The names of what is read, sorted. */
  readonly reads: readonly string[];
  readonly formula?: string;
  readonly parameters?: Readonly<Record<string, FactValue>>;
  readonly json: { readonly head: string; readonly keys: readonly string[]; readonly middle: string; readonly tail: string };
}

export interface StepSource {
  readonly step: string;
  readonly clause: string;
  readonly reads?: readonly string[];
  readonly formula?: string;
  readonly parameters?: ReadonlyMap<string, FactValue>;
}

export function stepText(source: StepSource): StepText {
  const reads = [...(source.reads ?? [])].sort();
  const parameters = source.parameters && source.parameters.size > 0 ? sortedRecord(source.parameters) : undefined;
  const formula = source.formula === undefined ? '' : `"formula":${JSON.stringify(source.formula)},`;
  const values = parameters === undefined ? '' : `"parameters":${JSON.stringify(parameters)},`;
  return {
    step: source.step,
    clause: source.clause,
    reads,
    ...(source.formula === undefined ? {} : { formula: source.formula }),
    ...(parameters === undefined ? {} : { parameters }),
    json: {
      head: `{"clause":${JSON.stringify(source.clause)},"facts":{`,
      keys: reads.map((name, at) => `${at === 0 ? '' : ','}${JSON.stringify(name)}:`),
      middle: `},${formula}${values}"result":`,
      tail: `,"step":${JSON.stringify(source.step)}}`,
    },
  };
}

function sortedRecord(values: ReadonlyMap<string, FactValue>): Record<string, FactValue> {
  return Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The step as an answer shows it. */
export function traceStep(text: StepText, values: readonly FactValue[], result: string): TraceStep {
  const facts: Record<string, FactValue> = {};
  for (let at = 0; at < text.reads.length; at += 1) facts[text.reads[at] ?? ''] = values[at] ?? null;
  return {
    step: text.step,
    clause: text.clause,
    facts,
    ...(text.formula === undefined ? undefined : { formula: text.formula }),
    ...(text.parameters === undefined ? undefined : { parameters: text.parameters }),
    result,
  };
}

/** The step as canonical JSON, key for key what `canonicalJson(traceStep(…))` gives. */
export function stepJson(text: StepText, values: readonly FactValue[], result: string): string {
  let json = text.json.head;
  for (let at = 0; at < text.json.keys.length; at += 1) json += text.json.keys[at] + scalarJson(values[at] ?? null);
  return `${json}${text.json.middle}${scalarJson(result)}${text.json.tail}`;
}

/** JSON of a scalar; `-0` is `0`, as in all JSON. */
export function scalarJson(value: FactValue): string {
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : JSON.stringify(value);
}
