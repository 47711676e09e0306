import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { addDays, groupBy, type CityCode, type Day } from '@gongjiang/kernel';
import type { BankOf } from '../bank/bank.js';
import { settleEntries, type SettlementPorts } from './statement.settle.js';
import type { StatementStore } from './statement.store.js';

export interface StatementPorts extends SettlementPorts {
  readonly bankOf: BankOf;
  readonly statements: StatementStore;
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
  let isWhole = true;
  for (const [paymentInformationId, ofPayment] of byPayment) {
    const mismatches = await settleEntries(ports, { city, chunkId: chunkIds.get(paymentInformationId), day: page.day, page: page.page }, ofPayment);
    if (mismatches === undefined) isWhole = false;
    else await ports.statements.openCases(mismatches.map((mismatch) => ({ id: `${page.account}|${mismatch.entryReference}`, city, account: page.account, day: page.day, mismatch, status: 'open' })));
  }
  return isWhole;
}
