import type { FactValue, TraceStep } from '../answer.js';
import { endingOf, StepChain } from './step-chain.js';
import { takeStep, takeTrace, type StepText } from './step.js';

/** What a step reads: the claim's facts, checked before, and the running amount. */
export interface Readable {
  readonly amount: bigint;
  readonly claim: { readonly facts: Readonly<Record<string, unknown>> };
}

/** Where the steps of one decision are written down. */
export interface Journal {
  /** A step that reads facts of the claim, or the running amount. */
  facts(text: StepText, from: Readable, result: string): void;
  /** A step that reads something else; the values are in the order of the step's names. */
  values(text: StepText, values: readonly FactValue[], result: string): void;
  trace(): readonly TraceStep[];
  /** The steps as canonical JSON, which end a receipt; empty where none is kept. */
  ending(): string;
}

const NO_STEPS: readonly TraceStep[] = Object.freeze([]);

/** For counting only: nothing is written down. */
export const silentJournal: Journal = { facts: () => undefined, values: () => undefined, trace: () => NO_STEPS, ending: () => '' };

/** For an answer: the steps as values. */
export class TraceJournal implements Journal {
  readonly #steps: TraceStep[] = [];

  facts(text: StepText, from: Readable, result: string): void {
    this.values(text, valuesOf(text, from), result);
  }
  values(text: StepText, values: readonly FactValue[], result: string): void {
    this.#steps.push(takeTrace(text, values, result));
  }
  trace(): readonly TraceStep[] {
    return this.#steps;
  }
  ending(): string {
    return '';
  }
}

/** For a receipt: the steps as values and, written along the way, as canonical JSON. */
export class ReceiptJournal implements Journal {
  readonly #steps: TraceStep[] = [];
  #chain: StepChain | undefined;
  #rest = '';

  constructor(courses: StepChain | undefined) {
    this.#chain = courses;
  }
  facts(text: StepText, from: Readable, result: string): void {
    this.values(text, valuesOf(text, from), result);
  }
  values(text: StepText, values: readonly FactValue[], result: string): void {
    const taken = takeStep(text, values, result);
    this.#steps.push(taken.trace);
    const chain = this.#rest === '' ? this.#chain?.follow(taken) : undefined;
    if (chain !== undefined) this.#chain = chain;
    else this.#rest += `,${taken.json}`;
  }
  trace(): readonly TraceStep[] {
    return this.#steps;
  }
  ending(): string {
    if (this.#chain !== undefined && this.#rest === '') return this.#chain.ending;
    const known = this.#chain?.json ?? '';
    return endingOf(known === '' ? this.#rest.slice(1) : known + this.#rest);
  }
}

function valuesOf(text: StepText, from: Readable): FactValue[] {
  const values: FactValue[] = [];
  for (const name of text.reads) values.push(name === 'amount' ? fenOrDigits(from.amount) : (from.claim.facts[name] as FactValue));
  return values;
}

/** A running amount as a number of fen; one that no number holds exactly is shown in digits. */
function fenOrDigits(amount: bigint): FactValue {
  const fen = Number(amount);
  return Number.isSafeInteger(fen) ? fen : String(amount);
}
