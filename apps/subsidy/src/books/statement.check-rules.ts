import type { Case } from '../case/case.js';
import { compare, type CheckFinding } from './ledger-check.js';

/** How a person ended a case that nobody need look at again: it was no mistake, or the money is claimed back. */
const SETTLED_BY_WORD: ReadonlySet<string> = new Set(['explained', 'claimed-back']);

/** What the bank booked and the books do not have, or have otherwise; until the bank puts it right, or a person says that it is. */
export function bookedOtherwise(found: Case): readonly CheckFinding[] {
  const { mismatch } = found;
  if (mismatch.kind === 'missing' || mismatch.kind === 'repayment-refused' || mismatch.correctedBy !== undefined || isSettledByWord(found)) return [];
  return compare('statement.unmatched', `${found.account} ${found.day} ${mismatch.endToEndId} ${mismatch.kind}`, mismatch.bookedFen, 0);
}

/** A line that the bank took, and that no statement had when it was looked for. */
export function isMissing(found: Case): found is Case & { readonly mismatch: { readonly itemId: string; readonly expectedFen: number } } {
  return found.mismatch.kind === 'missing' && found.mismatch.itemId !== undefined && !isSettledByWord(found);
}

export function notBooked(found: Case): readonly CheckFinding[] {
  return compare('statement.missing', `${found.account} ${found.day} ${found.mismatch.endToEndId}`, 0, found.mismatch.expectedFen ?? 0);
}

function isSettledByWord(found: Case): boolean {
  return found.status === 'resolved' && SETTLED_BY_WORD.has(found.resolution.outcome);
}
