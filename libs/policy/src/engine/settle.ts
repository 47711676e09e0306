import type { PackSet } from '../pack/pack-set.js';
import type { ReasonCode } from '../reason.js';
import type { HistoryEntry } from '../request.js';
import { addCode } from './amount.js';
import type { Examination, Rival } from './examination.js';
import type { GivenBefore } from './given-before.js';
import { areRivals, isSameDue, keyOf, paidFen, sameKey, wasGiven } from './same-kind.js';

const OWN_KEY = keyOf(['beneficiary', 'subject']);
const NONE: readonly HistoryEntry[] = [];

/** Compares a claim with what was given before (从高、从优、不重复). */
export function compareWithHistory(x: Examination, before: GivenBefore, packs: PackSet): ReasonCode | undefined {
  const { rule } = x;
  const entries = entriesOfKind(x, before, packs);
  let given = false;
  if (entries.length > 0) {
    x.paidBefore = paidFen(entries);
    x.heeded.history = entries;
    given = wasGiven(entries, (id) => packs.ruleOfHistory(id)?.referral === true);
  }
  x.journal.values(rule.steps.history, [entries.length, x.paidBefore], given ? 'given-before' : 'none');
  if (!given) return undefined;
  return rule.group?.onPaid === 'top-up' && leavesDifference(x, entries) ? undefined : 'duplicate';
}

/** What was given of the same due, or under the key of the group. */
function entriesOfKind(x: Examination, before: GivenBefore, packs: PackSet): readonly HistoryEntry[] {
  const { rule, claim } = x;
  let found: HistoryEntry[] | undefined;
  for (const entry of before.near(claim, rule.group?.key ?? OWN_KEY)) {
    const fits = rule.group === undefined ? isSameDue(rule, claim, entry) : isPaidUnderKey(x, entry, packs);
    if (fits) (found ??= []).push(entry);
  }
  return found ?? NONE;
}

/** Where nobody knows what was paid, nobody knows the difference to it. */
function leavesDifference(x: Examination, entries: readonly HistoryEntry[]): boolean {
  return entries.every((entry) => entry.amountFen !== undefined) && x.amount > BigInt(x.paidBefore);
}

function isPaidUnderKey(x: Examination, entry: HistoryEntry, packs: PackSet): boolean {
  if (x.rule.group === undefined || !sameKey(x.rule.group.key, x.claim, entry)) return false;
  const rule = entry.entitlement === x.rule.id ? x.rule : packs.ruleOfHistory(entry.entitlement);
  return rule !== undefined && areRivals(x.rule, x.claim, rule, entry);
}

/** Writes down that a higher claim of the same kind took the place of this one. */
export function supersede(x: Examination, rival: Rival): ReasonCode {
  x.journal.values(x.rule.steps.sameKind, [Number(x.amount), rival.amountFen, rival.id], 'superseded');
  return 'superseded';
}

/** Takes off what was paid before, and what a limit over several years no longer leaves. */
export function settleAmount(x: Examination, before: GivenBefore): ReasonCode | undefined {
  if (x.rule.group?.onPaid === 'top-up' && x.paidBefore > 0) {
    const whole = Number(x.amount);
    x.amount -= BigInt(x.paidBefore);
    x.journal.values(x.rule.steps.topUp, [whole, x.paidBefore], String(x.amount));
    addCode(x, 'topped-up');
  }
  return withinTotal(x, before);
}

function withinTotal(x: Examination, before: GivenBefore): ReasonCode | undefined {
  const { total } = x.era;
  if (total === undefined || typeof total.limit !== 'bigint') return undefined;
  const entries = before.near(x.claim, total.key).filter((entry) => entry.entitlement === x.rule.id && sameKey(total.key, x.claim, entry));
  if (entries.length > 0) x.heeded.history = entries;
  const paid = paidFen(entries);
  const left = total.limit - BigInt(paid);
  const amount = x.amount > left ? (left > 0n ? left : 0n) : x.amount;
  x.journal.values(total.text, [Number(x.amount), paid], String(amount));
  if (amount === 0n) return 'cap-exhausted';
  if (amount < x.amount) addCode(x, 'capped');
  x.amount = amount;
  return undefined;
}
