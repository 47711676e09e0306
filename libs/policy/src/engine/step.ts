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
  const remembered = text.memo.hasRoom;
  const taken = { trace: traceStep(text, values, result), json: stepJson(text, values, result), remembered };
  if (!remembered) return taken;
  // Shared from now on: nobody may alter it.
  Object.freeze(taken.trace.facts);
  Object.freeze(taken.trace);
  text.memo.keep(values, result, taken);
  return taken;
}

/** The step for an answer alone: its JSON is written only where it will be met again. */
export function takeTrace(text: StepText, values: readonly FactValue[], result: string): TraceStep {
  return text.memo.hasRoom ? takeStep(text, values, result).trace : (text.memo.find(values, result)?.trace ?? traceStep(text, values, result));
}

/** Written out by cases: spreading made half of a decision's time. */
function traceStep({ step, clause, reads, formula, parameters, rounds }: StepText, values: readonly FactValue[], result: string): TraceStep {
  const facts: Record<string, FactValue> = {};
  for (let at = 0; at < reads.length; at += 1) facts[reads[at] ?? ''] = values[at] ?? null;
  if (rounds && formula !== undefined && parameters !== undefined) return { step, clause, facts, formula, parameters, result, rounding: 'half-up' };
  if (rounds) return { step, clause, facts, ...(formula === undefined ? {} : { formula }), ...(parameters === undefined ? {} : { parameters }), result, rounding: 'half-up' };
  if (formula === undefined) return parameters === undefined ? { step, clause, facts, result } : { step, clause, facts, parameters, result };
  return parameters === undefined ? { step, clause, facts, formula, result } : { step, clause, facts, formula, parameters, result };
}

/** The step as canonical JSON, key for key what `canonicalJson(traceStep(…))` gives. */
function stepJson({ json: { head, keys, middle, tail } }: StepText, values: readonly FactValue[], result: string): string {
  let json = head;
  for (let at = 0; at < keys.length; at += 1) json += keys[at] + scalarJson(values[at] ?? null);
  return json + middle + JSON.stringify(result) + tail;
}

/** JSON of a scalar; `-0` is `0`, as in all JSON. */
function scalarJson(value: FactValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : `${value}`;
}
