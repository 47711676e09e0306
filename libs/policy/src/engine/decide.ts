import type { Decision, PolicyAnswer } from '../answer.js';
import type { PackSet } from '../pack/pack-set.js';
import { OUTCOME_OF, REASON_CODES, type ReasonCode } from '../reason.js';
import type { Claim, HistoryEntry, PolicyRequest } from '../request.js';
import { examine } from './checks.js';
import { openExamination, type Examination, type Heeded } from './examination.js';
import { TraceJournal, silentJournal, type Journal } from './journal.js';
import { areRivals } from './same-kind.js';
import { compareWithHistory, settleAmount, supersede } from './settle.js';
import { stepText } from './step.js';
import type { EntitlementRule } from './rule.js';

/** One decided claim with what a receipt needs besides. */
export interface Decided {
  readonly claim: Claim;
  readonly rule: EntitlementRule | undefined;
  readonly decision: Decision;
  readonly journal: Journal;
  readonly heeded: Heeded;
}

/** Decides every claim of a request, with the trace of each. Pure: nothing is read besides the arguments. */
export function decide(packs: PackSet, request: PolicyRequest): PolicyAnswer {
  return { decisions: decideAll(packs, request, () => new TraceJournal()).map(({ decision }) => decision) };
}

/** The same decisions without a trace, for counting over many. */
export function decideUntraced(packs: PackSet, request: PolicyRequest): PolicyAnswer {
  return { decisions: decideAll(packs, request, () => silentJournal).map(({ decision }) => decision) };
}

export function decideAll(packs: PackSet, request: PolicyRequest, openJournal: () => Journal): Decided[] {
  const round = new Round(packs, request);
  const decided: (Decided | Examination)[] = request.claims.map((claim) => round.first(claim, openJournal()));
  const waiting = decided.filter(isWaiting);
  if (waiting.length > 0) round.compete(waiting);
  return decided.map((each) => (isWaiting(each) ? round.last(each) : each));
}

function isWaiting(each: Decided | Examination): each is Examination {
  return 'era' in each;
}

/** One request while it is decided: what was granted so far in it counts as history. */
class Round {
  readonly #packs: PackSet;
  readonly #request: PolicyRequest;
  #history: readonly HistoryEntry[];
  readonly #granted = new Map<string, number>();

  constructor(packs: PackSet, request: PolicyRequest) {
    this.#packs = packs;
    this.#request = request;
    this.#history = request.history ?? [];
  }

  /** Everything that a claim is by itself; one that has a same-kind group then waits for its rivals. */
  first(claim: Claim, journal: Journal): Decided | Examination {
    const rule = this.#packs.rule(claim.entitlement, this.#request.pack, this.#request.version);
    if (rule === undefined) return unknown(claim, journal);
    const x = openExamination(claim, rule, journal);
    const around = { history: this.#history, credit: this.#request.credit ?? [], quotaUsed: this.#quotaUsed(rule.id) };
    const code = examine(x, around) ?? compareWithHistory(x, this.#history, this.#packs);
    if (code !== undefined) return close(x, code);
    this.#count(rule.id);
    return rule.group === undefined ? this.last(x) : x;
  }

  /** The highest of each kind wins, a tie goes to the one listed first; who meets no winner wins too. */
  compete(waiting: readonly Examination[]): void {
    const winners: Examination[] = [];
    const ranked = waiting.map((x, at) => ({ x, at })).sort((a, b) => (a.x.amount === b.x.amount ? a.at - b.at : a.x.amount > b.x.amount ? -1 : 1));
    for (const { x } of ranked) {
      const winner = winners.find((each) => areRivals(x.rule, x.claim, each.rule, each.claim));
      if (winner === undefined) winners.push(x);
      else x.heeded.rival = { id: winner.claim.id, entitlement: winner.rule.id, amountFen: Number(winner.amount) };
    }
  }

  last(x: Examination): Decided {
    const { rival } = x.heeded;
    const code = rival === undefined ? settleAmount(x, this.#history) : supersede(x, rival);
    if (code !== undefined) return close(x, code);
    const { entitlement, beneficiary, subject, period } = x.claim;
    this.#history = [...this.#history, { entitlement, beneficiary, period, amountFen: Number(x.amount), ...(subject === undefined ? {} : { subject }) }];
    return close(x, undefined);
  }

  #quotaUsed(id: string): number {
    const used = this.#request.quotaUsed;
    return (used !== undefined && Object.hasOwn(used, id) ? (used[id] ?? 0) : 0) + (this.#granted.get(id) ?? 0);
  }

  #count(id: string): void {
    this.#granted.set(id, (this.#granted.get(id) ?? 0) + 1);
  }
}

function close(x: Examination, code: ReasonCode | undefined): Decided {
  const { claim, rule, journal, heeded } = x;
  const fund = rule.referral || !rule.pays ? null : x.era.fund;
  const base = { id: claim.id, fund, clause: rule.clause, trace: journal.trace() };
  if (code !== undefined) return { claim, rule, journal, heeded, decision: { ...base, outcome: OUTCOME_OF[code], amountFen: 0, codes: [code] } };
  if (x.standard !== undefined) return { claim, rule, journal, heeded, decision: { ...base, outcome: 'referred', amountFen: 0, codes: [], standard: x.standard } };
  return { claim, rule, journal, heeded, decision: { ...base, outcome: 'granted', amountFen: Number(x.amount), codes: inOrder(x.codes) } };
}

function inOrder(codes: readonly ReasonCode[]): readonly ReasonCode[] {
  return codes.length < 2 ? codes : REASON_CODES.filter((code) => codes.includes(code));
}

const UNKNOWN_STEP = stepText({ step: 'entitlement', clause: '', reads: ['entitlement'] });

function unknown(claim: Claim, journal: Journal): Decided {
  journal.write(UNKNOWN_STEP, [claim.entitlement], 'unknown');
  const decision: Decision = { id: claim.id, outcome: 'refused', amountFen: 0, fund: null, clause: null, codes: ['unknown-entitlement'], trace: journal.trace() };
  return { claim, rule: undefined, journal, heeded: {}, decision };
}
