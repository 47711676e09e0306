import type { Outcome, ReasonCode } from './reason.js';

export type FactValue = string | number | boolean | null;

/** One condition or step of arithmetic: what was read and what came out, so that the sum can be redone by hand. */
export interface TraceStep {
  readonly step: string;
  readonly clause: string;
  readonly facts: Readonly<Record<string, FactValue>>;
  /** The expression of the pack, where the step has one. */
  readonly formula?: string;
  /** The parameters of the pack that the step used, with the values of the rule's day. */
  readonly parameters?: Readonly<Record<string, FactValue>>;
  readonly result: string;
  /** How a share was brought to whole fen, where the step took one. */
  readonly rounding?: 'half-up';
}

/** What became of one claim. `amountFen` is above 0 exactly where it is granted. */
export interface Decision {
  readonly id: string;
  readonly outcome: Outcome;
  readonly amountFen: number;
  readonly fund: string | null;
  readonly clause: string | null;
  readonly codes: readonly ReasonCode[];
  /** What a referral asks another department to grant: `master`, `bachelor` and so on. */
  readonly standard?: string;
  readonly trace: readonly TraceStep[];
}

export interface PolicyAnswer {
  readonly decisions: readonly Decision[];
}
