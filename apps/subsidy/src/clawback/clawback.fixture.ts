import { day, fen, month, type Day, type Fen } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf } from '@gongjiang/ledger';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { batchIn } from '../batch/batch.builders.js';
import { fundYearOf } from '../batch/batch.posting.js';
import { chunkIdOf } from '../batch/batch.range.js';
import type { Batch } from '../batch/batch.js';
import { JINHUA } from '../city/city.builders.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { dueNo, itemNo } from '../item/item.builders.js';
import { itemId, type Due, type Item } from '../item/item.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { CLAWBACK_OFFICERS } from './clawback.builders.js';
import type { ClawbackCommand } from './clawback.command.js';
import { clawbackIdOf } from './clawback.js';
import type { ClawbackOutcome } from './clawback.service.js';
import type { KeptClawback } from './clawback.store.js';
import { setBudget } from '../fund/fund.fixture.js';

type Payable = Extract<Batch, { fundYear: unknown }>;

export const TODAY = day('2026-11-20');
/** After the deadlines of a case that was opened today. */
export const LATER = day('2026-12-31');
export const OCTOBER = '330700.post-allowance.2026-10.1';
const SOURCE = 'tests';

/** A city's office for claims back, in a database of its own: what was paid, and officers who act on it. */
export class ClawbackOffice {
  constructor(readonly subsidy: TestSubsidy) {}

  /** Empties the database; then the nth persons were each paid this much for October. */
  async paid(amountFen: number, ...persons: readonly number[]): Promise<readonly Due[]> {
    await this.subsidy.empty();
    const batch = { ...batchIn('closed'), id: OCTOBER, period: month('2026-10') } as Payable;
    const fund = fundYearOf(batch);
    const dues = (persons.length === 0 ? [1] : persons).map((n) => dueNo(n, { period: month('2026-10') }));
    const totalFen = fen(amountFen * dues.length);
    await inTransaction(this.subsidy.connection, async (session) => {
      await this.subsidy.batches.save(batch, 0, { kind: 'opened', actor: 'tests', on: TODAY, at: new Date() }, transactionOf(session));
      await this.subsidy.grants.open(dues.map((_, at) => allowanceOf(persons[at] ?? 1)), transactionOf(session));
    });
    // What the opening of a grant asks for, October's batch has done.
    await this.subsidy.connection.db.collection('grants').updateMany({}, { $unset: { recheck: 1 } });
    await this.subsidy.items.add(dues.map((due, at) => paidItem(persons[at] ?? 1, due, amountFen)));
    await setBudget(this.subsidy.funds, JINHUA, fund.fund, fund.year, fen(10_000_000));
    await this.subsidy.ledger.post([
      { id: 'appropriate', city: JINHUA, kind: 'appropriate', batchId: null, chunkId: null, businessDate: TODAY, lines: movement(fen(10_000_000), accountOf(fund, 'appropriated'), accountOf(fund, 'available')) },
      { id: 'settle', city: JINHUA, kind: 'settle', batchId: OCTOBER, chunkId: null, businessDate: TODAY, lines: movement(totalFen, accountOf(fund, 'available'), paidAccountOf(fund, dues[0]?.entitlement ?? '')) },
    ]);
    return dues;
  }

  open(due: Due, amountFen: number): Promise<ClawbackOutcome> {
    const by = { city: JINHUA, actor: CLAWBACK_OFFICERS.handler, on: TODAY, source: SOURCE };
    return this.subsidy.clawbackService.open(by, { due, amountFen: fen(amountFen), evidence: 'file-17', reason: 'the training never took place' });
  }

  /** The line below zero of October, as a batch of November wrote it, and the case that it opened. */
  async openByBooks(due: Due, amountFen: number, revision = 1): Promise<KeptClawback> {
    const line = { ...itemNo(1, { due, revision, way: 'claim-back', amountFen: fen(-amountFen), state: 'overpaid' }), id: itemId(due, revision), chunkId: chunkIdOf('330700.post-allowance.2026-11.9', 1, 1) };
    await this.subsidy.items.add([line]);
    await this.subsidy.clawbacks.openFromOverpaid({ id: '330700.post-allowance.2026-11.9', city: JINHUA, on: TODAY }, [{ itemId: line.id, due, amountFen: line.amountFen, clause: line.clause, receiptId: line.receiptId }]);
    return this.find(clawbackIdOf(line.id));
  }

  act(id: string, command: ClawbackCommand): Promise<ClawbackOutcome> {
    return this.subsidy.clawbackService.act({ city: JINHUA, id, version: null, source: SOURCE }, command);
  }

  decide(id: string, demandedFen: number, { actor = CLAWBACK_OFFICERS.decider, on = TODAY, mayOffset = true }: { readonly actor?: string; readonly on?: Day; readonly mayOffset?: boolean } = {}): Promise<ClawbackOutcome> {
    return this.subsidy.clawbackService.decide({ city: JINHUA, id, version: null, source: SOURCE }, { actor, on }, { demandedFen: fen(demandedFen), reason: 'it was not due', mayOffset });
  }

  repay(id: string, reference: string, amountFen: number): Promise<ClawbackOutcome> {
    return this.subsidy.clawbackService.repay({ city: JINHUA, id, version: null, source: SOURCE }, { actor: 'finance', on: LATER }, { reference, amountFen: fen(amountFen) });
  }

  /** The person is told, heard, and the decision made by the right officers. */
  async decided(id: string, demandedFen: number, { mayOffset = true }: { readonly mayOffset?: boolean } = {}): Promise<void> {
    await this.done(this.subsidy.clawbackService.notify({ city: JINHUA, id, version: null, source: SOURCE }, { actor: CLAWBACK_OFFICERS.handler, on: TODAY }));
    await this.done(this.act(id, { kind: 'record-statement', actor: CLAWBACK_OFFICERS.hearer, on: TODAY, statement: '王1 took part' }));
    await this.done(this.decide(id, demandedFen, { mayOffset }));
  }

  /** The same, and nobody appealed. */
  async inForce(id: string, demandedFen: number, { mayOffset = true, on = LATER }: { readonly mayOffset?: boolean; readonly on?: Day } = {}): Promise<void> {
    await this.decided(id, demandedFen, { mayOffset });
    await this.done(this.act(id, { kind: 'come-into-force', actor: 'clawback', on }));
  }

  async done(outcome: Promise<ClawbackOutcome>): Promise<KeptClawback> {
    const result = await outcome;
    if (!result.ok) throw new Error(`${result.refusal.code} ${JSON.stringify(result.refusal.details ?? {})}`);
    return result.value;
  }

  async find(id: string): Promise<KeptClawback> {
    const kept = await this.subsidy.clawbackCases.load(JINHUA, id);
    if (!kept) throw new Error(`There is no case ${id}`);
    return kept;
  }

  async recoveredFen(): Promise<Fen> {
    const funds = await this.subsidy.funds.ofCity(JINHUA);
    return fen(funds.flatMap((fund) => fund.recoveries).reduce((sum, recovery) => sum + recovery.amountFen, 0));
  }
}

function paidItem(n: number, due: Due, amountFen: number): Item {
  return { ...itemNo(n, { due, amountFen: fen(amountFen), state: 'settled', bookedOn: TODAY }), id: itemId(due, 0), chunkId: chunkIdOf(OCTOBER, 1, 1) };
}
