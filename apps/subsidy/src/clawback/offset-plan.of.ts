import { ZERO_FEN } from '@gongjiang/kernel';
import { dueKey } from '../item/item.js';
import { UNDECIDED, type Clawback, type ClawbackIn } from './clawback.js';
import { freeWhere, spareFen, spareLetGoFen } from './clawback.money.js';
import { fundOf } from './clawback.posting.js';
import { WHOLE_BASIS_POINTS } from './offset.js';
import type { OffsetCase, OffsetPlan } from './offset-plans.js';

/** What a chunk that has taken a person's cases may keep for them, of money of this fund; and which of the dues wait. */
export function offsetPlanOf(own: readonly Clawback[], chunkId: string, fund: string): OffsetPlan {
  const cases = own.flatMap((clawback) => ('money' in clawback && fundOf(clawback) === fund ? [caseOf(clawback, chunkId)] : []));
  return { cases: cases.filter((one) => one.remainingFen > 0 || one.letGoFen > 0), heldDues: own.filter(holdsItsDue).map(({ due }) => dueKey(due)) };
}

function caseOf({ id, due, decision, money }: ClawbackIn<'in-force' | 'settled'>, chunkId: string): OffsetCase {
  const others = freeWhere(money, (reservation) => reservation.chunkId === chunkId);
  // Where the decision allows nothing to be kept, the person keeps all of any other money.
  const { keepBasisPoints, keepAtLeastFen } = decision.offset ?? { keepBasisPoints: WHOLE_BASIS_POINTS, keepAtLeastFen: ZERO_FEN };
  return { caseId: id, dueKey: dueKey(due), remainingFen: spareFen(others), letGoFen: spareLetGoFen(others), keepBasisPoints, keepAtLeastFen };
}

/** Until it is decided nobody knows whether more is due; and what an officer found stands, whatever the rules make of the facts, until it is lifted. */
function holdsItsDue(clawback: Clawback): boolean {
  return (UNDECIDED as readonly string[]).includes(clawback.status) || (clawback.origin.kind === 'officer' && 'isLifted' in clawback && !clawback.isLifted);
}
