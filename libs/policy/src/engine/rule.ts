import type { Day } from '@gongjiang/kernel';
import type { KeyPart, FactType, Times, BeneficiaryKind } from '../pack/entitlement.schema.js';
import type { Wording } from '../pack/wording.schema.js';
import type { Formula } from '../expression/formula.js';
import type { Key } from './same-kind.js';
import type { StepChain } from './step-chain.js';
import type { StepText } from './step.js';

/** A limit that is set, that is said to be none, or that nobody has set on this day. */
export type Limit = bigint | 'no-limit' | 'not-set';

export type FactProblem = 'missing' | 'wrong-type' | 'not-named';

export interface FactRule {
  readonly name: string;
  /** The name as the key of a JSON object. */
  readonly jsonKey: string;
  readonly title: Wording;
  readonly type: FactType;
  readonly named: ReadonlySet<string> | undefined;
  /** What is wrong with a raw value; undefined where it can be used. */
  readonly problem: (raw: unknown) => FactProblem | undefined;
  readonly values: Readonly<Record<string, Wording>> | undefined;
  /** The month from which a term counts is asked for only where the term has an end. */
  readonly neededForTermOnly: boolean;
}

/** A formula of a day, or the parameter that is missing on that day. */
export type DayFormula = { readonly formula: Formula } | { readonly missing: string };

export interface ConditionRule {
  readonly text: StepText;
  readonly when: DayFormula;
}

export type AmountRule =
  | { readonly kind: 'sum'; readonly text: StepText; readonly is: DayFormula }
  | { readonly kind: 'limit'; readonly text: StepText; readonly limit: DayFormula | 'no-limit' }
  | { readonly kind: 'uplift'; readonly text: StepText; readonly percent: DayFormula; readonly when: DayFormula };

export type TermRule =
  | { readonly kind: 'months'; readonly text: StepText; readonly first: string; readonly last: Limit; readonly parameter: string }
  | { readonly kind: 'index'; readonly text: StepText; readonly index: string; readonly last: Limit; readonly parameter: string };

/** The rule of an entitlement between two days on which a parameter changes. */
export interface Era {
  readonly from: Day;
  readonly conditions: readonly ConditionRule[];
  readonly term: TermRule | undefined;
  readonly amount: readonly AmountRule[];
  readonly standard: { readonly text: StepText; readonly is: DayFormula } | undefined;
  readonly quota: { readonly text: StepText; readonly limit: Limit; readonly parameter: string } | undefined;
  readonly total: { readonly text: StepText; readonly limit: Limit; readonly key: Key; readonly parameter: string } | undefined;
  readonly fund: string | null;
  readonly fundSet: boolean;
}

/** A same-kind group 同类项目: what competes, and what happens where some of it was paid before. */
export interface GroupRule {
  /** One name for all cities where the group reaches across them, else the pack's own. */
  readonly identity: string;
  readonly name: string;
  readonly title: Wording;
  readonly key: Key;
  readonly keyParts: readonly KeyPart[];
  readonly acrossCities: boolean;
  readonly onPaid: 'top-up' | 'exclusive';
}

export interface EntitlementRule {
  readonly id: string;
  readonly pack: PackIdentity;
  readonly clause: string;
  readonly title: Wording;
  /** What the pack says of its conditions and steps of the amount, by the step's name. */
  readonly words: ReadonlyMap<string, Wording>;
  readonly kinds: ReadonlySet<string>;
  readonly kindList: readonly BeneficiaryKind[];
  readonly times: Times;
  readonly pays: boolean;
  readonly referral: boolean;
  /** False for a tax offset and for referrals: there is no fund to name. */
  readonly paysFromFund: boolean;
  readonly hasQuota: boolean;
  readonly from: Day;
  readonly until: Day | undefined;
  readonly ruleDay: string | undefined;
  readonly facts: readonly FactRule[];
  readonly group: (GroupRule & { readonly apart: boolean }) | undefined;
  /** By their first day; the last one that has begun holds. */
  readonly eras: readonly Era[];
  readonly steps: EntitlementSteps;
  /** The courses of steps that its decisions went through before. */
  readonly courses: StepChain;
}

/** The texts of the steps that every entitlement shares, with its own clause. */
export interface EntitlementSteps {
  readonly inForce: StepText;
  readonly kind: StepText;
  readonly period: StepText;
  readonly fact: ReadonlyMap<string, StepText>;
  readonly credit: StepText;
  readonly parameter: StepText;
  readonly overflow: StepText;
  readonly nothingDue: StepText;
  readonly history: StepText;
  readonly sameKind: StepText;
  readonly topUp: StepText;
}

/** Which rules a decision was made by: part of every receipt. */
export interface PackIdentity {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly overlay: { readonly name: string; readonly hash: string } | undefined;
  /** What receipts say of engine and pack, as canonical JSON made once: `"engine":…,"pack":…`. */
  readonly receiptJson: string;
}
