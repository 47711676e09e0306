import type { FactValue, TraceStep } from '../answer.js';
import { stepJson, traceStep, type StepText } from './step.js';

/** Where the steps of one decision are written down. */
export interface Journal {
  write(text: StepText, values: readonly FactValue[], result: string): void;
  trace(): readonly TraceStep[];
  /** The steps as a canonical JSON array; empty where none is kept. */
  json(): string;
}

const NO_STEPS: readonly TraceStep[] = Object.freeze([]);

/** For counting only: nothing is written down. */
export const silentJournal: Journal = { write: () => undefined, trace: () => NO_STEPS, json: () => '' };

/** For an answer: the steps as values. */
export class TraceJournal implements Journal {
  readonly #steps: TraceStep[] = [];

  write(text: StepText, values: readonly FactValue[], result: string): void {
    this.#steps.push(traceStep(text, values, result));
  }
  trace(): readonly TraceStep[] {
    return this.#steps;
  }
  json(): string {
    return '';
  }
}

/** For a receipt: the steps as values and, written along the way, as canonical JSON. */
export class ReceiptJournal implements Journal {
  readonly #steps: TraceStep[] = [];
  #json = '';

  write(text: StepText, values: readonly FactValue[], result: string): void {
    this.#steps.push(traceStep(text, values, result));
    this.#json += (this.#json === '' ? '' : ',') + stepJson(text, values, result);
  }
  trace(): readonly TraceStep[] {
    return this.#steps;
  }
  json(): string {
    return `[${this.#json}]`;
  }
}
