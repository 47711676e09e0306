import { fen } from '@gongjiang/kernel';
import { decideWithReceipts, type Claim, type CreditBar, type Decision, type HistoryEntry, type PackSet, type Receipt } from '@gongjiang/policy';
import { dueKey, type Due, type PastDue } from '../item/item.js';
import type { PayeeKind } from '../person/person.js';

/** A due, and what is asked of policy for it. */
export interface DueClaim {
  readonly due: Due;
  readonly claim: Claim;
}
export interface Decided {
  readonly decision: Decision;
  readonly receipt: Receipt;
}

/**
 * Decides the dues that have items first, each without its own; what they come to is paid already when the others are
 * decided, so that a later claim of the same kind does not pay the month again.
 */
export function decideInTurn(packs: PackSet, claims: readonly DueClaim[], past: ReadonlyMap<string, PastDue>, elsewhere: readonly HistoryEntry[], credit: readonly CreditBar[]): readonly Decided[] {
  if (past.size === 0) return decideTogether(packs, claims, elsewhere, credit);
  const kind = (claims[0]?.claim.beneficiary.kind ?? 'person') as PayeeKind;
  const own = new Set(claims.map(({ due }) => dueKey(due)));
  const others = [...[...past].filter(([key]) => !own.has(key)).map(([, entry]) => historyEntryOf(entry, kind)), ...elsewhere];
  const begun = claims.filter(({ due }) => past.has(dueKey(due)));
  const fresh = claims.filter(({ due }) => !past.has(dueKey(due)));
  const first = decideTogether(packs, begun, others, credit);
  const entitled = begun.map(({ due }, index) => {
    const { decision } = first[index] as Decided;
    const soFar = past.get(dueKey(due)) as PastDue;
    return historyEntryOf(decision.outcome === 'granted' ? { ...soFar, amountFen: fen(decision.amountFen) } : soFar, kind);
  });
  const second = decideTogether(packs, fresh, [...others, ...entitled], credit);
  const byClaim = new Map([...begun.map(({ claim }, index) => [claim.id, first[index]] as const), ...fresh.map(({ claim }, index) => [claim.id, second[index]] as const)]);
  return claims.map(({ claim }) => byClaim.get(claim.id) as Decided);
}

function decideTogether(packs: PackSet, claims: readonly DueClaim[], history: readonly HistoryEntry[], credit: readonly CreditBar[]): readonly Decided[] {
  if (claims.length === 0) return [];
  const { answer, receipts } = decideWithReceipts(packs, { pack: packOf(claims), claims: claims.map(({ claim }) => claim), history, credit });
  return answer.decisions.map((decision, index) => ({ decision, receipt: receipts[index] as Receipt }));
}

/** A past due as policy is told of it; `kind` is what the registry says of the payee. */
export function historyEntryOf({ due, amountFen }: Pick<PastDue, 'due' | 'amountFen'>, kind: PayeeKind): HistoryEntry {
  return {
    entitlement: due.entitlement,
    beneficiary: { kind, id: due.person },
    ...(due.subject === null ? {} : { subject: due.subject }),
    period: due.period,
    amountFen,
  };
}

function packOf(claims: readonly DueClaim[]): string {
  return (claims[0]?.due.entitlement ?? '').split('/')[0] ?? '';
}
