import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { addDays, fen, groupBy, type CityCode, type Day } from '@gongjiang/kernel';
import type { BankOf } from '../bank/bank.js';
import type { RefusedRepayment, StatementRepayments } from '../clawback/repayments.js';
import type { Mismatch } from './statement.matching.js';
import { settleEntries, type SettlementPorts } from './statement.settle.js';
import type { StatementStore } from './statement.store.js';

export interface StatementPorts extends SettlementPorts {
  readonly bankOf: BankOf;
  readonly statements: StatementStore;
  readonly repayments: Pick<StatementRepayments, 'take'>;
}

type BookedEntry = Extract<StatementEntry, { kind: 'debit' | 'return' }>;

/**
 * Reads an account's statements page by page, from where it was left to the last day that the bank has closed.
 * A page read twice changes nothing. An interim day is left for later: its pages may still grow; and so is a page that
 * books what was sent and is not answered yet.
 */
export async function readStatements(ports: StatementPorts, city: CityCode, account: string, firstDay: Day, today: Day): Promise<void> {
  let at = (await ports.statements.progress(account)) ?? { account, nextDay: firstDay, cursor: null };
  while (at.nextDay <= today) {
    const page = await ports.bankOf(city).statement(account, at.nextDay, at.cursor);
    if (page.status !== 'closed' || !(await applyPage(ports, city, page))) return;
    at = page.nextCursor === null ? { account, nextDay: addDays(at.nextDay, 1), cursor: null } : { ...at, cursor: page.nextCursor };
    await ports.statements.saveProgress(at);
  }
}

/** Takes a page into the books; false where a part of it must wait. */
async function applyPage(ports: StatementPorts, city: CityCode, page: Statement): Promise<boolean> {
  const entries = page.entries.filter((entry): entry is BookedEntry => entry.kind !== 'funding');
  const byPayment = groupBy(entries, (entry) => entry.paymentInformationId);
  const chunkIds = await ports.chunks.byPaymentInformation([...byPayment.keys()]);
  const refused = await ports.repayments.take(city, page.entries.filter((entry) => entry.kind === 'funding'));
  if (refused) await openCases(ports, city, page, refused.map(refusedRepayment));
  let isWhole = refused !== undefined;
  for (const [paymentInformationId, ofPayment] of byPayment) {
    const mismatches = await settleEntries(ports, { city, chunkId: chunkIds.get(paymentInformationId), day: page.day, page: page.page }, ofPayment);
    if (mismatches === undefined) isWhole = false;
    else await openCases(ports, city, page, mismatches);
  }
  return isWhole;
}

async function openCases({ statements }: StatementPorts, city: CityCode, { account, day }: Statement, mismatches: readonly Mismatch[]): Promise<void> {
  await statements.openCases(mismatches.map((mismatch) => ({ id: `${account}|${mismatch.entryReference}`, city, account, day, mismatch, status: 'open' })));
}

/** More than is open, or of a case that takes nothing: the money is there, and somebody gives it back. */
function refusedRepayment({ entry, openFen }: RefusedRepayment): Mismatch {
  return { kind: 'repayment-refused', entryReference: entry.entryReference, endToEndId: entry.bankReference, bookedFen: fen(entry.amountFen), expectedFen: openFen };
}
