import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction, type MongoConnection } from '@gongjiang/persistence';
import type { Collection } from 'mongodb';
import { payAt } from './bare.bank.js';
import type { Guards } from './bare.guards.js';
import { amountOf, CHUNKS_AT_ONCE, CLAUSE, ledgerLinesOf, PERIOD, type BareBudget, type BareChunk, type BareInstruction, type BarePerson, type LedgerLine } from './bare.shapes.js';

const LOOK_EVERY_MS = 20;

/** Works on chunks until its process is ended: claim, read, insert, reserve, intend, send, settle. */
export class BareWorker {
  private readonly chunks: Collection<BareChunk>;
  private readonly persons: Collection<BarePerson>;
  private readonly instructions: Collection<BareInstruction>;
  private readonly budgets: Collection<BareBudget>;
  private readonly ledger: Collection<LedgerLine>;

  constructor(private readonly connection: MongoConnection, private readonly bankUrl: string, private readonly guards: Guards) {
    const { db } = connection;
    [this.chunks, this.persons, this.instructions] = [db.collection('chunks'), db.collection('persons'), db.collection('instructions')];
    [this.budgets, this.ledger] = [db.collection('budgets'), db.collection('ledger')];
  }

  async run(): Promise<never> {
    await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, () => this.stream()));
    throw new Error('A stream of chunks has no end');
  }

  private async stream(): Promise<never> {
    for (;;) if (!(await this.payNext())) await pause(LOOK_EVERY_MS);
  }

  /** Pays the next chunk that is open; false where there is none. */
  async payNext(): Promise<boolean> {
    const chunk = await this.chunks.findOneAndUpdate({ state: 'open' }, { $set: { state: 'claimed' } });
    if (chunk) await this.pay(chunk);
    return chunk !== null;
  }

  private async pay(chunk: BareChunk): Promise<void> {
    const persons = await this.persons.find({ _id: { $gte: chunk.from, $lt: chunk.before } }).toArray();
    const opened = persons.map((person) => ({ person, account: this.guards.cipher.open(person.account, person._id) }));
    const instructions = opened.map(({ person, account }) => instructionOf(chunk, person, this.guards.cipher.seal(account, person._id)));
    await this.instructions.insertMany(instructions, { ordered: false });
    const sumFen = instructions.reduce((sum, { amountFen }) => sum + amountFen, 0);
    const { matchedCount } = await this.budgets.updateOne({ _id: chunk.fund, leftFen: { $gte: sumFen } }, { $inc: { leftFen: -sumFen } });
    if (matchedCount !== 1) throw new Error(`The budget ${chunk.fund} is spent`);
    await this.chunks.updateOne({ _id: chunk._id }, { $set: { state: 'sending' } });
    const answers = await payAt(this.bankUrl, opened.map(({ person, account }, at) => ({ id: instructions[at]?._id ?? '', amountFen: amountOf(person), account, name: person.name })));
    await this.settle(chunk, instructions, new Map(answers.map(({ id, ref }) => [id, ref])));
  }

  private async settle(chunk: BareChunk, instructions: readonly BareInstruction[], refs: ReadonlyMap<string, string>): Promise<void> {
    await inTransaction(this.connection, async (session) => {
      await this.instructions.bulkWrite(instructions.map(({ _id }) => ({ updateOne: { filter: { _id, state: 'SENDING' }, update: { $set: { state: 'SETTLED', bankRef: refs.get(_id) ?? null } } } })), { session, ordered: false });
      await this.ledger.insertMany(instructions.flatMap(ledgerLinesOf), { session, ordered: false });
      await this.guards.record(chunk, instructions, session);
      await this.chunks.updateOne({ _id: chunk._id }, { $set: { state: 'settled', published: false } }, { session });
    });
  }
}

function instructionOf(chunk: BareChunk, person: BarePerson, account: string): BareInstruction {
  return {
    _id: `${person._id}|${CLAUSE}|${PERIOD}`, batch: 'bare-2026-10', chunk: chunk._id, person: person._id, clause: CLAUSE, period: PERIOD, amountFen: amountOf(person),
    account, rule: 'bare/1#level-named,employed,in-shortage', state: 'SENDING', bankRef: null,
  };
}
