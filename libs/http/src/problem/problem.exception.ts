import type { Refusal, Result } from '@gongjiang/kernel';
import type { FieldError } from './problem.js';
import type { Language } from './wording.js';

/** What the answer carries beside the refusal. */
export interface ProblemExtras {
  /** In the language of the reader; made for both, since the thrower does not know who asks. */
  readonly errors?: Readonly<Record<Language, readonly FieldError[]>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Carries a refusal from an HTTP handler to the filter, which words it and answers. For the edge only: the core returns refusals. */
export class ProblemException extends Error {
  constructor(readonly refusal: Refusal, readonly extras: ProblemExtras = {}) {
    super(refusal.code);
    this.name = 'ProblemException';
  }
}

/** Throw what this gives, to answer with the refusal's problem document. */
export function problemOf(refusal: Refusal, extras?: ProblemExtras): ProblemException {
  return new ProblemException(refusal, extras);
}

/** The value of a result, or the refusal thrown as a problem: the last line of most handlers. */
export function valueOrProblem<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemException(result.refusal);
}
