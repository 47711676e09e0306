import { ADOPTED, type Case } from '../case/case.js';
import { compare, type CheckFinding } from './ledger-check.js';

/** How a case ended that nobody need look at again: it was no mistake, the money is claimed back, or the line came to be again and took the bank's word. */
const SETTLED: ReadonlySet<string> = new Set(['explained', 'claimed-back', ADOPTED]);

/** What the bank booked and the books do not have, or have otherwise; until the bank puts it right, or a person says that it is. */
export function bookedOtherwise(found: Case): readonly CheckFinding[] {
  const { mismatch } = found;
  if (mismatch.kind === 'missing' || mismatch.kind === 'repayment-refused' || mismatch.correctedBy !== undefined || isSettled(found)) return [];
  return compare('statement.unmatched', `${found.account} ${found.day} ${mismatch.endToEndId} ${mismatch.kind}`, mismatch.bookedFen, 0);
}

/** A line that the bank took, and that no statement had when it was looked for. */
export function isMissing(found: Case): found is Case & { readonly mismatch: { readonly itemId: string; readonly expectedFen: number } } {
  return found.mismatch.kind === 'missing' && found.mismatch.itemId !== undefined && !isSettled(found);
}

export function notBooked(found: Case): readonly CheckFinding[] {
  return compare('statement.missing', `${found.account} ${found.day} ${found.mismatch.endToEndId}`, 0, found.mismatch.expectedFen ?? 0);
}

function isSettled(found: Case): boolean {
  return found.status === 'resolved' && SETTLED.has(found.resolution.outcome);
}
