import { day, fen, type Day, type Year } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { dueNo } from '../item/item.builders.js';
import { openClawback, type Clawback, type ClawbackOrigin, type ClawbackStatus, type Instalment, type OffsetTerms } from './clawback.js';
import type { ClawbackCommand, ClawbackCommandKind } from './clawback.command.js';
import { decideClawback } from './clawback.decide.js';
import { CLAWBACK_DUTIES } from './clawback.duty.js';
import { evolveClawback } from './clawback.evolve.js';
import type { ClaimedSource } from './clawback.money.js';

/** One person for each duty, and nobody for two. */
export const CLAWBACK_OFFICERS = { handler: 'zhang', hearer: 'li', decider: 'wang', 'second-decider': 'zhao' } as const;

export const OPENED_ON = day('2026-12-01');
export const HEAR_UNTIL = day('2026-12-08');
export const DECIDED_ON = day('2026-12-09');
export const APPEAL_UNTIL = day('2026-12-23');
export const AFTER_APPEAL = day('2026-12-24');
export const TERMS: OffsetTerms = { keepBasisPoints: 8_000, keepAtLeastFen: fen(0) };
export const BY_BOOKS: ClawbackOrigin = { kind: 'overpaid', itemId: 'item-1', batchId: 'batch-1' };
export const BY_OFFICER: ClawbackOrigin = { kind: 'officer', evidence: 'file-17' };

/** What was paid for the due: out of the fund-year of November. */
export function paidFen(amountFen: number, overrides: Partial<ClaimedSource> = {}): ClaimedSource {
  return { fund: { city: JINHUA, fund: 'talent-special', year: '2026' as Year }, entitlement: 'jinhua/7/post-allowance', isBooked: true, amountFen: fen(amountFen), ...overrides };
}

interface Parts {
  readonly origin?: ClawbackOrigin;
  readonly amountFen?: number;
  readonly actor?: string;
  readonly on?: Day;
  readonly demandedFen?: number;
  readonly paid?: readonly ClaimedSource[];
  readonly offset?: OffsetTerms | null;
  readonly instalments?: readonly Instalment[];
  readonly reference?: string;
  readonly itemId?: string;
  /** Of a repayment, an offset or a waiver. */
  readonly moneyFen?: number;
}

export function openedClawback({ origin = BY_BOOKS, amountFen = 20_000 }: Parts = {}): Clawback {
  return openClawback({ id: 'cb-1', due: dueNo(1), origin, amountFen: fen(amountFen), openedOn: OPENED_ON, opener: origin.kind === 'officer' ? CLAWBACK_OFFICERS.handler : null, reason: 'paid too much' });
}

/** The command as the right officer gives it on a right day: the test changes what it is about. */
export function clawbackCommand(kind: ClawbackCommandKind, clawback: Clawback, parts: Parts = {}): ClawbackCommand {
  const duty = CLAWBACK_DUTIES[kind];
  const by = { actor: parts.actor ?? (duty === null ? 'system' : CLAWBACK_OFFICERS[duty]), on: parts.on ?? dayFor(kind) };
  const moneyFen = fen(parts.moneyFen ?? 5_000);
  switch (kind) {
    case 'notify': return { kind, ...by, hearUntil: HEAR_UNTIL };
    case 'record-statement': return { kind, ...by, statement: 'it was right' };
    case 'decide': return { kind, ...by, demandedFen: fen(parts.demandedFen ?? clawback.amountFen), reason: 'it was wrong', paid: parts.paid ?? [paidFen(60_000)], offset: parts.offset === undefined ? TERMS : parts.offset, appealUntil: APPEAL_UNTIL };
    case 'reduce': return { kind, ...by, demandedFen: fen(parts.demandedFen ?? 10_000), reason: 'half of it' };
    case 'arrange': return { kind, ...by, instalments: parts.instalments ?? [{ dueOn: day('2027-01-31'), amountFen: clawback.amountFen }] };
    case 'repay': return { kind, ...by, reference: parts.reference ?? 'bank-1', amountFen: moneyFen };
    case 'offset': return { kind, ...by, itemId: parts.itemId ?? 'line-1', amountFen: moneyFen };
    case 'ask-waiver': return { kind, ...by, amountFen: moneyFen, reason: 'hardship' };
    case 'close-hearing': case 'come-into-force': return { kind, ...by };
    default: return { kind, ...by, reason: 'a reason' };
  }
}

/** The case after a command that must not be refused. */
export function afterClawback(clawback: Clawback, kind: ClawbackCommandKind, parts: Parts = {}): Clawback {
  const decided = decideClawback(clawbackCommand(kind, clawback, parts), clawback);
  if (!decided.ok) throw new Error(`${kind} was refused: ${decided.refusal.code}`);
  return evolveClawback(clawback, decided.value);
}

const WAYS: Readonly<Record<ClawbackStatus, readonly ClawbackCommandKind[]>> = {
  opened: [],
  notified: ['notify'],
  heard: ['notify', 'record-statement'],
  decided: ['notify', 'record-statement', 'decide'],
  appealed: ['notify', 'record-statement', 'decide', 'appeal'],
  'in-force': ['notify', 'record-statement', 'decide', 'come-into-force'],
  settled: ['notify', 'record-statement', 'decide', 'come-into-force', 'repay'],
  dropped: ['notify', 'record-statement', 'drop'],
  withdrawn: ['withdraw'],
};

/** A case that came to this status the usual way, by the usual officers. Only an officer's is withdrawn. */
export function clawbackIn(status: ClawbackStatus, parts: Parts = {}): Clawback {
  const given = status === 'withdrawn' ? { origin: BY_OFFICER, ...parts } : parts;
  return WAYS[status].reduce((clawback, kind) => afterClawback(clawback, kind, kind === 'repay' ? { moneyFen: clawback.amountFen } : { ...(kind === 'decide' ? parts : {}) }), openedClawback(given));
}

function dayFor(kind: ClawbackCommandKind): Day {
  if (kind === 'notify' || kind === 'record-statement' || kind === 'withdraw') return OPENED_ON;
  if (kind === 'decide' || kind === 'drop' || kind === 'close-hearing' || kind === 'appeal') return DECIDED_ON;
  return AFTER_APPEAL;
}
