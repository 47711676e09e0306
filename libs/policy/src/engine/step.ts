import type { FactValue, TraceStep } from '../answer.js';
import { narrow } from './narrow.js';
import { StepMemo } from './step-memo.js';

/** What is the same every time a step is taken, with its canonical JSON made beforehand: receipts are written in bulk. */
export interface StepText {
  readonly step: string;
  readonly clause: string;
  /** The names of what is read, sorted. */
  readonly reads: readonly string[];
  readonly formula: string | undefined;
  readonly parameters: Readonly<Record<string, FactValue>> | undefined;
  readonly rounds: boolean;
  readonly json: { readonly head: string; readonly keys: readonly string[]; readonly middle: string; readonly tail: string };
  readonly memo: StepMemo;
}

/** One step as it was taken: for an answer, and for a receipt. Never altered, so that many decisions may share it. */
export interface TakenStep {
  readonly trace: TraceStep;
  readonly json: string;
  /** False where it was made anew and will not be met again. */
  readonly remembered: boolean;
}

export interface StepSource {
  readonly step: string;
  readonly clause: string;
  readonly reads?: readonly string[];
  readonly formula?: string;
  readonly parameters?: ReadonlyMap<string, FactValue>;
  /** True where a share is brought to whole fen, half a fen up. */
  readonly rounds?: boolean;
}

export function stepText(source: StepSource): StepText {
  const { step, clause, formula, rounds = false } = source;
  const reads = [...(source.reads ?? [])].sort();
  const parameters = source.parameters && source.parameters.size > 0 ? sortedRecord(source.parameters) : undefined;
  const formulaJson = formula === undefined ? '' : `"formula":${JSON.stringify(formula)},`;
  const parametersJson = parameters === undefined ? '' : `"parameters":${JSON.stringify(parameters)},`;
  const json = {
    head: narrow(`{"clause":${JSON.stringify(clause)},"facts":{`),
    keys: reads.map((name, at) => narrow(`${at === 0 ? '' : ','}${JSON.stringify(name)}:`)),
    middle: narrow(`},${formulaJson}${parametersJson}"result":`),
    tail: narrow(`${rounds ? ',"rounding":"half-up"' : ''},"step":${JSON.stringify(step)}}`),
  };
  return { step, clause, reads, formula, parameters, rounds, json, memo: new StepMemo() };
}

function sortedRecord(values: ReadonlyMap<string, FactValue>): Record<string, FactValue> {
  return Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Takes a step: with the same values and result it is the same step, made once and remembered. */
export function takeStep(text: StepText, values: readonly FactValue[], result: string): TakenStep {
  const known = text.memo.find(values, result);
  if (known !== undefined) return known;
  const taken = Object.freeze({ trace: traceStep(text, values, result), json: stepJson(text, values, result), remembered: text.memo.hasRoom });
  if (taken.remembered) text.memo.keep(values, result, taken);
  return taken;
}

function traceStep({ step, clause, reads, formula, parameters, rounds }: StepText, values: readonly FactValue[], result: string): TraceStep {
  const facts = Object.freeze(Object.fromEntries(reads.map((name, at) => [name, values[at] ?? null])));
  return Object.freeze({ step, clause, facts, ...(formula === undefined ? {} : { formula }), ...(parameters === undefined ? {} : { parameters }), result, ...(rounds ? { rounding: 'half-up' as const } : {}) });
}

/** The step as canonical JSON, key for key what `canonicalJson(traceStep(…))` gives. */
function stepJson({ json: { head, keys, middle, tail } }: StepText, values: readonly FactValue[], result: string): string {
  const facts = keys.map((key, at) => key + scalarJson(values[at] ?? null)).join('');
  return [head, facts, middle, JSON.stringify(result), tail].join('');
}

/** JSON of a scalar; `-0` is `0`, as in all JSON. */
function scalarJson(value: FactValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : `${value}`;
}
