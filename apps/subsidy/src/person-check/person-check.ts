import { REGISTRY_CHECK_IDS, type RegistryAnswer, type RegistryCheck } from '@gongjiang/contracts';
import { addDays, type Day, type Month, type PersonToken } from '@gongjiang/kernel';
import type { EntitlementDescription } from '@gongjiang/policy';
import type { HeldLine, HoldCode } from '../held-line/held-line.js';
import { answerKey, isAgainst, isOfMonth, type Standing, type StandingAnswer } from './person-answer.js';
import type { PersonCheckSettings } from './person-check.settings.js';
import type { Holdings } from './person-checks.js';

interface CheckRule {
  readonly holds: HoldCode;
  readonly unanswered: HoldCode;
  /** False for what is paid whatever the answer: a clause that does not ask for work is not refused for want of it. */
  readonly concerns: (entitlement: EntitlementDescription) => boolean;
}

/** Each check: by which code it holds a line, with an answer against and with none, and which entitlements it is about. */
export const CHECK_RULES = {
  death: { holds: 'person-dead', unanswered: 'death-unanswered', concerns: () => true },
  employment: { holds: 'not-employed', unanswered: 'employment-unanswered', concerns: ({ facts }) => facts.some((fact) => fact.name === 'employed') },
  'paid-elsewhere': { holds: 'paid-elsewhere', unanswered: 'paid-elsewhere-unanswered', concerns: ({ group }) => group?.acrossCities ?? false },
} as const satisfies Record<RegistryCheck, CheckRule>;

/** What a batch's work list of findings shows: what was found of persons, and no other reason of a held line. */
export const FINDING_CODES = [
  'person-unknown', 'account-not-own', 'account-shared', 'barred', ...Object.values(CHECK_RULES).flatMap(({ holds, unanswered }) => [holds, unanswered]),
] as const satisfies HeldLine['codes'];

/** What one check came to for a person and month: the evidence that a decision rests on. */
export interface Checked {
  readonly check: RegistryCheck | 'shared-account';
  /** What was answered; where nothing usable was: why. */
  readonly answer: RegistryAnswer | 'shared' | 'single' | NoAnswer;
  readonly answeredOn: Day | null;
  /** Null where nobody was asked and no file has come. */
  readonly by: StandingAnswer['by'] | 'own-registry' | null;
  readonly source: string | null;
  /** By which the line is held; null where it is not. */
  readonly code: HoldCode | null;
}
/** Nobody answered; the registry does not know; the registry gave no answer; the last answer is too old. */
export type NoAnswer = 'missing' | 'unknown' | 'silent' | 'too-old';

/** All that the check of some persons rests on. */
export interface Examination {
  readonly settings: PersonCheckSettings;
  readonly today: Day;
  readonly standing: Standing;
  /** What was asked of a registry in vain, by `answerKey`. */
  readonly vain: ReadonlyMap<string, 'unknown' | 'silent'>;
  readonly accounts: Holdings;
}

/** Checks persons one by one. Of whom nobody has said anything, the same is found: it is worked out once. */
export function examiner(examination: Examination): (token: PersonToken, month: Month) => readonly Checked[] {
  if (examination.standing.size + examination.vain.size > 0) return (token, month) => examine(examination, token, month);
  const found = new Map<string, readonly Checked[]>();
  return (token, month) => {
    const { kind = 'person', isShared = false } = examination.accounts.get(token) ?? {};
    const key = isShared ? `${kind} shared` : kind;
    const known = found.get(key) ?? examine(examination, token, month);
    found.set(key, known);
    return known;
  };
}

/** Checks one person in one month. An organisation neither dies nor is employed: its account alone is looked at. */
export function examine(examination: Examination, token: PersonToken, month: Month): readonly Checked[] {
  const { kind = 'person', isShared = false } = examination.accounts.get(token) ?? {};
  const asked = kind === 'person' ? REGISTRY_CHECK_IDS.filter((check) => examination.settings[check] !== undefined) : [];
  return [sharedAccount(isShared), ...asked.map((check) => checkedBy(examination, token, check, month))];
}

/** The codes by which a person's lines are held in a month. */
export function codesOf(checks: readonly Checked[]): readonly HoldCode[] {
  return checks.flatMap(({ code }) => (code === null ? [] : [code]));
}

/** True where a code that was found holds this entitlement's lines. */
export function isAbout(code: HoldCode, entitlement: EntitlementDescription | undefined): boolean {
  const rule = Object.values<CheckRule>(CHECK_RULES).find(({ holds, unanswered }) => code === holds || code === unanswered);
  return rule === undefined || entitlement === undefined || rule.concerns(entitlement);
}

/** True where a registry is to be asked of a person: nothing usable stands, or what stands is against, which may have been put right. */
export function mustAsk({ settings, standing, today, accounts }: Omit<Examination, 'vain'>, token: PersonToken, check: RegistryCheck, month: Month | null): boolean {
  if (!(settings[check]?.askRegistry ?? false)) return false;
  const answer = standing.get(answerKey(token, check, month));
  return accounts.get(token)?.kind === 'person' && (answer === undefined || isAgainst(check, answer.answer) || isTooOld(settings, check, answer, today));
}

function checkedBy(examination: Examination, token: PersonToken, check: RegistryCheck, month: Month): Checked {
  const { settings, standing, vain, today } = examination;
  const key = answerKey(token, check, isOfMonth(check) ? month : null);
  const answer = standing.get(key);
  if (answer && isAgainst(check, answer.answer)) return { check, ...answer, code: CHECK_RULES[check].holds };
  if (answer && !isTooOld(settings, check, answer, today)) return { check, ...answer, code: null };
  const why = vain.get(key) ?? (answer ? 'too-old' : 'missing');
  const code = settings[check]?.unanswered === 'hold' ? CHECK_RULES[check].unanswered : null;
  return { check, answer: why, answeredOn: answer?.answeredOn ?? null, by: vain.has(key) ? 'registry' : (answer?.by ?? null), source: answer?.source ?? null, code };
}

/** That somebody lives is believed for a time; death does not age, nor does what was true of a month. */
function isTooOld(settings: PersonCheckSettings, check: RegistryCheck, { answeredOn }: StandingAnswer, today: Day): boolean {
  return !isOfMonth(check) && addDays(answeredOn, settings[check]?.maxAgeDays ?? 0) < today;
}

function sharedAccount(isShared: boolean): Checked {
  return { check: 'shared-account', answer: isShared ? 'shared' : 'single', answeredOn: null, by: 'own-registry', source: null, code: isShared ? 'account-shared' : null };
}
