import type { Day } from '@gongjiang/kernel';
import { z } from 'zod';
import { CLAWBACK_STATUSES, type Clawback } from './clawback.js';
import { openFen, reservedFen } from './clawback.money.js';
import type { KeptClawback } from './clawback.store.js';
import { deadlineOf, instalmentsOf, overdueFen, WAITING, waitingFor } from './clawback.waiting.js';

const money = z.object({ claimedFen: z.int(), recoveredFen: z.int(), offsetFen: z.int(), waivedFen: z.int(), openFen: z.int(), reservedFen: z.int() });
const recovery = z.object({ id: z.string(), by: z.enum(['repayment', 'offset']), amountFen: z.int(), on: z.string() });

/** A case in a list: what it is about and what it waits for. What was said in it is read one case at a time. */
export const listedClawbackSchema = z.object({
  id: z.string(),
  version: z.int(),
  status: z.enum(CLAWBACK_STATUSES),
  origin: z.enum(['officer', 'overpaid']),
  person: z.string(),
  entitlement: z.string(),
  subject: z.string().nullable(),
  period: z.string(),
  openedOn: z.string(),
  amountFen: z.int(),
  demandedFen: z.int().nullable(),
  money: money.nullable(),
  overdueFen: z.int(),
  waitingFor: z.enum(WAITING).nullable(),
  until: z.string().nullable(),
});
export type ListedClawback = z.infer<typeof listedClawbackSchema>;

/** A case as it is shown to those who work on it. */
export const shownClawbackSchema = listedClawbackSchema.extend({
  evidence: z.string().nullable(),
  batchId: z.string().nullable(),
  itemId: z.string().nullable(),
  letGoFen: z.int().nullable(),
  offset: z.object({ keepBasisPoints: z.int(), keepAtLeastFen: z.int() }).nullable(),
  instalments: z.array(z.object({ dueOn: z.string(), amountFen: z.int(), openFen: z.int() })),
  recoveries: z.array(recovery),
  waiverAskedFen: z.int().nullable(),
  words: z.array(z.object({ as: z.string(), on: z.string(), text: z.string() })),
  chain: z.array(z.object({ step: z.string(), actor: z.string() })),
  changes: z.array(z.object({ kind: z.string(), actor: z.string(), on: z.string(), at: z.string() })),
});
export type ShownClawback = z.infer<typeof shownClawbackSchema>;

export function listedClawback({ clawback, version }: KeptClawback, today: Day): ListedClawback {
  const { due } = clawback;
  return {
    id: clawback.id, version, status: clawback.status, origin: clawback.origin.kind,
    person: due.person, entitlement: due.entitlement, subject: due.subject, period: due.period,
    openedOn: clawback.openedOn, amountFen: clawback.amountFen,
    demandedFen: 'decision' in clawback ? clawback.decision.demandedFen : null,
    money: shownMoney(clawback),
    overdueFen: 'money' in clawback ? overdueFen(clawback, today) : 0,
    waitingFor: waitingFor(clawback), until: deadlineOf(clawback),
  };
}

export function shownClawback(kept: KeptClawback, today: Day): ShownClawback {
  const { clawback, changes } = kept;
  const { origin } = clawback;
  return {
    ...listedClawback(kept, today),
    evidence: origin.kind === 'officer' ? origin.evidence : null,
    batchId: origin.kind === 'overpaid' ? origin.batchId : null,
    itemId: origin.kind === 'overpaid' ? origin.itemId : null,
    letGoFen: 'decision' in clawback ? clawback.decision.letGoFen : null,
    offset: 'decision' in clawback ? clawback.decision.offset : null,
    instalments: 'money' in clawback ? [...instalmentsOf(clawback)] : [],
    recoveries: 'money' in clawback ? [...clawback.money.recoveries] : [],
    waiverAskedFen: clawback.status === 'in-force' ? clawback.waiverAskedFen : null,
    words: [...clawback.words],
    chain: clawback.chain.map(({ step, actorId }) => ({ step, actor: actorId })),
    changes: changes.map(({ kind, actor, on, at }) => ({ kind, actor, on, at: at.toISOString() })),
  };
}

function shownMoney(clawback: Clawback): ListedClawback['money'] {
  if (!('money' in clawback)) return null;
  const { claimedFen, recoveredFen, offsetFen, waivedFen } = clawback.money;
  return { claimedFen, recoveredFen, offsetFen, waivedFen, openFen: openFen(clawback.money), reservedFen: reservedFen(clawback.money) };
}
