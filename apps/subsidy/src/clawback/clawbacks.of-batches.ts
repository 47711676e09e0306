import { negateFen, ok, refuse, type Refusal } from '@gongjiang/kernel';
import { WORKER_SOURCE } from '../shared/source.js';
import { clawbackIdOf, openClawback } from './clawback.js';
import { ClawbackKeeper, type ClawbackPorts } from './clawback.keeper.js';
import { Clawbacks, type OverpaidLine, type SettledOffset } from './clawbacks.js';

/** Cases opened in one write: a transaction that stays short. */
const CASES_A_WRITE = 50;
/** What opens and changes cases by itself. */
export const CLAWBACK_SYSTEM = 'clawback';
const REASON = '重新核定后，该笔应得低于已付金额。 Decided afresh, the due comes to less than was paid for it.';

type Batch = Parameters<Clawbacks['openFromOverpaid']>[0];

/** What batches tell the cases: each line once, whoever dies in between. */
export class ClawbacksOfBatches extends Clawbacks {
  private readonly keeper: ClawbackKeeper;

  constructor(private readonly ports: ClawbackPorts) {
    super();
    this.keeper = new ClawbackKeeper(ports);
  }

  async openFromOverpaid(batch: Batch, lines: readonly OverpaidLine[]): Promise<void> {
    for (let at = 0; at < lines.length; at += CASES_A_WRITE) await this.openSome(batch, lines.slice(at, at + CASES_A_WRITE));
  }

  async applyOffsets(offsets: readonly SettledOffset[]): Promise<void> {
    for (const offset of offsets) await this.applyOffset(offset);
  }

  private async openSome({ id: batchId, city, on }: Batch, lines: readonly OverpaidLine[]): Promise<void> {
    await this.ports.changes.inOneWrite(async (transaction) => {
      for (const { itemId, due, amountFen } of lines) {
        const id = clawbackIdOf(itemId);
        if (await this.ports.cases.load(city, id, transaction)) continue;
        const opened = openClawback({ id, due, origin: { kind: 'overpaid', itemId, batchId }, amountFen: negateFen(amountFen), openedOn: on, opener: null, reason: REASON });
        await this.keeper.add(opened, { actor: CLAWBACK_SYSTEM, on, source: WORKER_SOURCE }, transaction);
      }
    });
  }

  /** A case that changed under the write is read anew; one that the transaction did not let through is tried again by whoever calls. */
  private async applyOffset({ caseId, itemId, amountFen, fund, on }: SettledOffset): Promise<void> {
    const done = await this.ports.changes.inOneWrite(async (transaction) => {
      const found = await this.ports.cases.load(fund.city, caseId, transaction);
      if (!found) return refuse('clawback.unknown', { case: caseId });
      if ('money' in found.clawback && found.clawback.money.recoveries.some(({ id }) => id === itemId)) return ok(found);
      return this.keeper.change(found, { kind: 'offset', actor: CLAWBACK_SYSTEM, on, itemId, amountFen }, WORKER_SOURCE, transaction);
    });
    if (!done.ok) throw new OffsetRefused(itemId, done.refusal);
    await this.keeper.tellFund(done.value.clawback);
  }
}

/** A line was kept for a case that does not take it: that must not be passed over, since the person did not get the money. */
export class OffsetRefused extends Error {
  constructor(itemId: string, refusal: Refusal) {
    super(`What was kept from the line ${itemId} does not go to its case: ${refusal.code} ${JSON.stringify(refusal.details ?? {})}`);
    this.name = 'OffsetRefused';
  }
}
