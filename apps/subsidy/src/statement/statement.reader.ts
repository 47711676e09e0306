import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { addDays, fen, groupBy, type CityCode, type Day } from '@gongjiang/kernel';
import type { Bank, BankOf } from '../bank/bank.js';
import type { RefusedRepayment, StatementRepayments } from '../clawback/repayments.js';
import { atOnce } from '../shared/at-once.js';
import type { BookedEntry, Mismatch } from './statement.matching.js';
import { settleEntries, type BookedPayment, type SettlementPorts } from './statement.settle.js';
import type { StatementProgress, StatementStore } from './statement.store.js';

export interface StatementPorts extends SettlementPorts {
  readonly bankOf: BankOf;
  readonly statements: StatementStore;
  readonly repayments: Pick<StatementRepayments, 'take'>;
}

/** Pages of a day taken into the books together: most chunks are on one of them, or on two that follow each other, and are then settled in one go. */
const PAGES_TOGETHER = 4;
/** Chunks settled side by side: each waits for the database most of its time. */
const CHUNKS_AT_ONCE = 4;

/**
 * Reads an account's statements, some pages at a time, from where it was left to the last day that the bank has closed.
 * A page read twice changes nothing. An interim day is left for later: its pages may still grow; and so is a page that
 * books what was sent and is not answered yet.
 */
export async function readStatements(ports: StatementPorts, city: CityCode, account: string, firstDay: Day, today: Day): Promise<void> {
  let at: StatementProgress = (await ports.statements.progress(account)) ?? { account, nextDay: firstDay, cursor: null };
  while (at.nextDay <= today) {
    const pages = await closedPages(ports.bankOf(city), at);
    const last = pages.at(-1);
    if (!last || !(await applyPages(ports, city, pages))) return;
    at = after(at, last);
    await ports.statements.saveProgress(at);
  }
}

/** The next pages of the day; none where it still runs. A bank that falls silent behind the first is asked again for the rest. */
async function closedPages(bank: Bank, from: StatementProgress): Promise<readonly Statement[]> {
  const pages: Statement[] = [];
  for (let at = from; pages.length < PAGES_TOGETHER && at.nextDay === from.nextDay; at = after(at, pages.at(-1) as Statement)) {
    const page = await bank.statement(at.account, at.nextDay, at.cursor).catch((error: unknown) => {
      if (pages.length === 0) throw error;
    });
    if (page?.status !== 'closed') break;
    pages.push(page);
  }
  return pages;
}

function after(at: StatementProgress, { nextCursor }: Statement): StatementProgress {
  return nextCursor === null ? { account: at.account, nextDay: addDays(at.nextDay, 1), cursor: null } : { ...at, cursor: nextCursor };
}

/** Takes pages of one day into the books; false where a part of them must wait. */
async function applyPages(ports: StatementPorts, city: CityCode, handedOver: readonly Statement[]): Promise<boolean> {
  // A page that the bank hands over twice says what it says once: else its bookings would look like double ones.
  const pages = [...new Map(handedOver.map((page) => [page.page, page])).values()];
  let isWhole = true;
  for (const page of pages) isWhole = (await takeRepayments(ports, city, page)) && isWhole;
  const payments = await paymentsOn(ports, city, pages, await takenBack(ports, pages));
  await atOnce(CHUNKS_AT_ONCE, payments, async (payment) => {
    const mismatches = await settleEntries(ports, payment);
    if (mismatches) await openCases(ports, city, pages[0] as Statement, mismatches);
    else isWhole = false;
  });
  return isWhole;
}

async function takeRepayments(ports: StatementPorts, city: CityCode, page: Statement): Promise<boolean> {
  const refused = await ports.repayments.take(city, page.entries.filter((entry) => entry.kind === 'funding'));
  if (refused) await openCases(ports, city, page, refused.map(refusedRepayment));
  return refused !== undefined;
}

function isBooked(entry: StatementEntry): entry is BookedEntry {
  return entry.kind !== 'funding';
}

/** By which entries the bank takes bookings back that became cases on an earlier day: they touch no line. */
async function takenBack({ statements }: StatementPorts, pages: readonly Statement[]): Promise<ReadonlySet<string>> {
  const returns = pages.flatMap(({ entries }) => entries.filter(isBooked).filter(({ kind }) => kind === 'return'));
  return statements.correct((pages[0] as Statement).account, returns);
}

/** What the pages say, by the payment message that they speak of. */
async function paymentsOn({ chunks }: StatementPorts, city: CityCode, pages: readonly Statement[], without: ReadonlySet<string>): Promise<readonly BookedPayment[]> {
  const entries = pages.flatMap(({ page, entries: own }) => own.filter(isBooked).filter((entry) => !without.has(entry.entryReference)).map((entry) => ({ page, entry })));
  const byPayment = groupBy(entries, ({ entry }) => entry.paymentInformationId);
  const sent = await chunks.byPaymentInformation([...byPayment.keys()]);
  return [...byPayment].map(([id, own]) => ({
    city, day: (pages[0] as Statement).day, sent: sent.get(id),
    pages: [...groupBy(own, ({ page }) => page)].map(([page, ofPage]) => ({ page, entries: ofPage.map(({ entry }) => entry) })),
  }));
}

async function openCases({ statements }: StatementPorts, city: CityCode, { account, day }: Statement, mismatches: readonly Mismatch[]): Promise<void> {
  await statements.openCases(mismatches.map((mismatch) => ({ id: `${account}|${mismatch.entryReference}`, city, account, day, mismatch, status: 'open' })));
}

/** More than is open, or of a case that takes nothing: the money is there, and somebody gives it back. */
function refusedRepayment({ entry, openFen }: RefusedRepayment): Mismatch {
  return { kind: 'repayment-refused', entryReference: entry.entryReference, endToEndId: entry.bankReference, bookedFen: fen(entry.amountFen), expectedFen: openFen };
}
