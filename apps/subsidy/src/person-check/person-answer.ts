import { REGISTRY_CHECKS, type RegistryAnswer, type RegistryCheck } from '@gongjiang/contracts';
import type { Day, Month, PersonToken } from '@gongjiang/kernel';

/** What a registry said, and how it came to us: kept as evidence. */
export interface StandingAnswer {
  readonly answer: RegistryAnswer;
  /** The day on which it was true: of two answers the later holds. */
  readonly answeredOn: Day;
  readonly by: 'file' | 'registry';
  /** The import (with the file's digest), or the registry's name for the exchange. */
  readonly source: string;
}

/** An answer about a person; the month is null where the check is of the person and no month. */
export interface PersonAnswer extends StandingAnswer {
  readonly token: PersonToken;
  readonly check: RegistryCheck;
  readonly month: Month | null;
}

/** What stands of each person, check and month (`answerKey`). */
export type Standing = ReadonlyMap<string, StandingAnswer>;

export function answerKey(token: PersonToken, check: RegistryCheck, month: Month | null): string {
  return `${token}|${check}|${month ?? ''}`;
}

/** True for what speaks against paying. */
export function isAgainst(check: RegistryCheck, answer: RegistryAnswer): boolean {
  return REGISTRY_CHECKS[check][1] === answer;
}

export function isAnswerTo(check: RegistryCheck, answer: string): answer is RegistryAnswer {
  return (REGISTRY_CHECKS[check] as readonly string[]).includes(answer);
}

/** The death of a person is of no month; whatever else is asked is asked of one. */
export function isOfMonth(check: RegistryCheck): boolean {
  return check !== 'death';
}
