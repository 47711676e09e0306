import type { Decision } from '../answer.js';
import type { PackSet } from '../pack/pack-set.js';
import { OUTCOME_OF, REASON_CODES, type ReasonCode } from '../reason.js';
import type { Claim, CreditBar, PolicyRequest } from '../request.js';
import { examine } from './checks.js';
import { openExamination, type Examination, type Heeded } from './examination.js';
import { GivenBefore } from './given-before.js';
import type { Journal } from './journal.js';
import type { EntitlementRule } from './rule.js';
import { areRivals } from './same-kind.js';
import { compareWithHistory, settleAmount, supersede } from './settle.js';
import { stepText } from './step.js';

/** One decided claim with what a receipt needs besides. */
export interface Decided {
  readonly claim: Claim;
  readonly rule: EntitlementRule | undefined;
  readonly decision: Decision;
  readonly journal: Journal;
  readonly heeded: Heeded;
}

/** A new journal for a claim, told the rule where there is one. */
export type OpenJournal = (rule: EntitlementRule | undefined) => Journal;

const NO_BARS: readonly CreditBar[] = [];

/** One request while it is decided: what was granted so far in it counts as history. */
export class Round {
  readonly #packs: PackSet;
  readonly #request: PolicyRequest;
  readonly #openJournal: OpenJournal;
  readonly #before: GivenBefore;
  #granted: Map<string, number> | undefined;

  constructor(packs: PackSet, request: PolicyRequest, openJournal: OpenJournal) {
    this.#openJournal = openJournal;
    this.#packs = packs;
    this.#request = request;
    this.#before = new GivenBefore(request.history ?? []);
  }

  /** Everything that a claim is by itself; one that has a same-kind group then waits for its rivals. */
  first(claim: Claim): Decided | Examination {
    const rule = this.#packs.rule(claim.entitlement, this.#request.pack, this.#request.version);
    const journal = this.#openJournal(rule);
    if (rule === undefined) return unknown(claim, journal);
    const x = openExamination(claim, rule, journal);
    const code = examine(x, { credit: this.#request.credit ?? NO_BARS, quotaUsed: this.#quotaUsed(rule) }) ?? compareWithHistory(x, this.#before, this.#packs);
    if (code !== undefined) return close(x, code);
    return rule.group === undefined ? this.last(x) : x;
  }

  /** What is left of a claim after its rivals: the decision. What is granted counts as history for those that follow. */
  last(x: Examination): Decided {
    const { rival } = x.heeded;
    const code = rival === undefined ? settleAmount(x, this.#before) : supersede(x, rival);
    if (code !== undefined) return close(x, code);
    if (this.#request.claims.length > 1) this.#remember(x);
    return close(x, undefined);
  }

  #remember(x: Examination): void {
    const { entitlement, beneficiary, subject, period } = x.claim;
    const amountFen = Number(x.amount);
    this.#before.add(subject === undefined ? { entitlement, beneficiary, period, amountFen } : { entitlement, beneficiary, subject, period, amountFen });
    this.#granted ??= new Map();
    this.#granted.set(entitlement, (this.#granted.get(entitlement) ?? 0) + 1);
  }

  #quotaUsed({ id, hasQuota }: EntitlementRule): number {
    if (!hasQuota) return 0;
    const used = this.#request.quotaUsed;
    return (used !== undefined && Object.hasOwn(used, id) ? (used[id] ?? 0) : 0) + (this.#granted?.get(id) ?? 0);
  }
}

/** A claim that stands by itself and waits for its rivals, if there are any. */
export function isWaiting(stand: Decided | Examination): stand is Examination {
  return !('decision' in stand);
}

/** The highest of each kind wins, a tie goes to the one listed first; who meets no winner wins too. */
export function compete(waiting: readonly Examination[]): void {
  const winners = new Map<string, Examination[]>();
  for (const x of [...waiting].sort((a, b) => (a.amount === b.amount ? 0 : a.amount > b.amount ? -1 : 1))) {
    const group = winnersOf(winners, x);
    const winner = group.find((each) => areRivals(x.rule, x.claim, each.rule, each.claim));
    if (winner === undefined) group.push(x);
    else x.heeded.rival = { id: winner.claim.id, entitlement: winner.rule.id, amountFen: Number(winner.amount) };
  }
}

/** Those that may be rivals: one group, and one beneficiary or subject. */
function winnersOf(winners: Map<string, Examination[]>, { rule, claim }: Examination): Examination[] {
  const key = `${rule.group?.identity} ${rule.group?.key.beneficiary ? claim.beneficiary.id : (claim.subject ?? '')}`;
  const known = winners.get(key);
  if (known !== undefined) return known;
  const list: Examination[] = [];
  winners.set(key, list);
  return list;
}

function close(x: Examination, code: ReasonCode | undefined): Decided {
  const { claim, rule, journal, heeded } = x;
  return { claim, rule, journal, heeded, decision: decisionOf(x, code) };
}

/** Written out by cases: spreading made a quarter of the time of a decision. */
function decisionOf({ claim: { id }, rule, era, journal, amount, standard, codes }: Examination, code: ReasonCode | undefined): Decision {
  const { clause } = rule;
  const fund = rule.paysFromFund ? era.fund : null;
  const trace = journal.trace();
  if (code !== undefined) return { id, outcome: OUTCOME_OF[code], amountFen: 0, fund, clause, codes: [code], trace };
  if (standard !== undefined) return { id, outcome: 'referred', amountFen: 0, fund, clause, codes: [], standard, trace };
  return { id, outcome: 'granted', amountFen: Number(amount), fund, clause, codes: inOrder(codes), trace };
}

function inOrder(codes: readonly ReasonCode[]): readonly ReasonCode[] {
  return codes.length < 2 ? codes : REASON_CODES.filter((code) => codes.includes(code));
}

const UNKNOWN_STEP = stepText({ step: 'entitlement', clause: '', reads: ['entitlement'] });

function unknown(claim: Claim, journal: Journal): Decided {
  journal.values(UNKNOWN_STEP, [claim.entitlement], 'unknown');
  const decision: Decision = { id: claim.id, outcome: 'refused', amountFen: 0, fund: null, clause: null, codes: ['unknown-entitlement'], trace: journal.trace() };
  return { claim, rule: undefined, journal, heeded: {}, decision };
}
