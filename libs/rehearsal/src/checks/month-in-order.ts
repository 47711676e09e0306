import { faultsOf, type MonthResult } from '../month/month.js';
import { BankOffice } from '../office/bank.office.js';
import type { Platform } from '../platform/platform.js';
import { auditVerified, ledgerChecked } from './own-proofs.js';
import { bankAgrees } from './bank-agrees.js';
import { booksBalance } from './books-balance.js';
import { batchesTold, itemsTold } from './events-complete.js';
import { eventsTold } from './events.told.js';
import { dueOnce, paidOnce } from './paid-once.js';
import { itemsOf, type SeenItem } from './seen-items.js';

type OnPlatform = { readonly platform: Platform };

/** How long after the close events may still be on their way: the relay's lease runs out, its pause after failures ends. */
const TOLD_WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 500;

/** Whether money went as it should, whatever happened on the way: bank, lines, batches and books say one thing. Each fault in words. */
export async function faultsOfMonth(on: OnPlatform, result: MonthResult): Promise<readonly string[]> {
  return faultsOfMoney(on, result, await itemsOf(on, result.batches));
}

/** Everything that must hold after a month: money, what others were told, the check of the books, and the record. */
export async function allFaultsOfMonth(on: OnPlatform, result: MonthResult): Promise<readonly string[]> {
  const items = await itemsOf(on, result.batches);
  const found = [
    await faultsOfMoney(on, result, items),
    await untilNone(TOLD_WITHIN_MS, async () => {
      const events = await eventsTold(on.platform);
      return [...itemsTold(events, items), ...batchesTold(events, result.batches)];
    }),
    await ledgerChecked(on.platform),
    await auditVerified(on.platform),
  ];
  return found.flat();
}

async function faultsOfMoney({ platform }: OnPlatform, result: MonthResult, items: readonly SeenItem[]): Promise<readonly string[]> {
  const payments = await new BankOffice(platform.bank.url, platform.secrets.bankKey).payments();
  return [...faultsOf(result), ...paidOnce(payments), ...dueOnce(items), ...booksBalance(result.ledgers, payments), ...bankAgrees(items, payments), ...linesLost(result, items.length)];
}

function linesLost({ batches }: MonthResult, items: number): readonly string[] {
  const approved = batches.reduce((sum, { lines }) => sum + (lines ?? 0), 0);
  return approved === items ? [] : [`${approved} lines were approved, ${items} are there`];
}

/** The faults that are still there when the time is over. */
async function untilNone(withinMs: number, look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const faults = await look();
    if (faults.length === 0 || performance.now() > deadline) return faults;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
