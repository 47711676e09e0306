import type { KeyPart } from '../pack/entitlement.schema.js';
import type { PackSet } from '../pack/pack-set.js';
import type { ReasonCode } from '../reason.js';
import type { HistoryEntry } from '../request.js';
import { addCode } from './amount.js';
import type { Examination, Rival } from './examination.js';
import type { GivenBefore } from './given-before.js';
import { areRivals, isSameDue, paidFen, sameKey, wasGiven } from './same-kind.js';

const OWN_KEY: readonly KeyPart[] = ['beneficiary', 'subject'];

/** Compares a claim with what was given before (从高、从优、不重复). */
export function compareWithHistory(x: Examination, before: GivenBefore, packs: PackSet): ReasonCode | undefined {
  const { rule, claim } = x;
  const entries = rule.group === undefined
    ? before.entries(claim, OWN_KEY, (entry) => isSameDue(rule, claim, entry))
    : before.entries(claim, rule.group.key, (entry) => isPaidUnderKey(x, entry, packs));
  x.paidBefore = paidFen(entries);
  if (entries.length > 0) x.heeded.history = entries;
  const given = entries.length > 0 && wasGiven(entries, (id) => packs.ruleOfHistory(id)?.referral === true);
  x.journal.values(rule.steps.history, [entries.length, x.paidBefore], given ? 'given-before' : 'none');
  if (!given) return undefined;
  return rule.group?.onPaid === 'top-up' && leavesDifference(x, entries) ? undefined : 'duplicate';
}

/** Where nobody knows what was paid, nobody knows the difference to it. */
function leavesDifference(x: Examination, entries: readonly HistoryEntry[]): boolean {
  return entries.every((entry) => entry.amountFen !== undefined) && x.amount > BigInt(x.paidBefore);
}

function isPaidUnderKey(x: Examination, entry: HistoryEntry, packs: PackSet): boolean {
  // The cheap comparison first: most entries of a person are other months of the same allowance.
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
  const entries = before.entries(x.claim, total.key, (entry) => entry.entitlement === x.rule.id && sameKey(total.key, x.claim, entry));
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
