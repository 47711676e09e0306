import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { serverAddress } from '@gongjiang/testing';
import type { CommandStartedEvent } from 'mongodb';
import { JINHUA } from '../city/city.builders.js';
import { batchIn } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { placeSheets } from '../notice/notice.list.js';
import { noticeIdOf } from '../notice/notice.js';
import { listChunk } from '../notice/notice.make.js';
import { PaymentEventSource } from '../payment/payment.event-source.js';
import { personNo } from '../person/person.builders.js';
import { BOOKED_ON, debitOf } from '../statement/statement.builders.js';
import { readStatements } from '../statement/statement.reader.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { CHUNK_ID } from './chunk.builders.js';
import { ChunkMonth } from './chunk.fixture.js';
import { MAX_LINES_A_CHUNK } from './chunk.js';

/**
 * What one full chunk asks of the database in each step of its month, command by command: P4, exact whatever else the
 * machine does. Around each job a worker asks seven things more at the
 * most (lease, batch, whether it was the last). A number that grows here is a choice, and not an accident.
 */
const ASKED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  calculate: {
    'find chunks': 1, 'find chunk_populations': 1, 'find chunk_decisions': 1, 'find grants': 1, 'find persons': 2, 'find items': 1,
    'find person_answers': 1, 'find business_dates': 1, 'find credit_bars': 1, 'find clawbacks': 2,
    'insert person_check_records': 1, 'insert same_kind_claims': 1, 'insert chunk_decisions': 1, 'insert items': 1, 'update chunks': 1,
  },
  list: { 'find items': 1, 'find persons': 1, 'insert notice_sheets': 1 },
  disburse: {
    'find chunks': 1, 'find chunk_populations': 1, 'find disbursement_controls': 2, 'find funds': 1, 'find business_dates': 2, 'find items': 1, 'find joint_states': 1, 'find persons': 1,
    'find payment_messages': 1, 'insert payment_messages': 1, 'find payment_answers': 1, 'insert payment_answers': 1, 'insert ledger_postings': 1, 'update chunks': 2, 'insert joint_states': 1,
  },
  settle: {
    'find statement_progress': 1, 'find chunks': 1, 'find batches': 1, 'find funds': 1, 'find items': 1, 'find joint_states': 1, 'update joint_states': 1, 'insert ledger_postings': 1, 'update chunks': 1, 'update statement_progress': 1,
  },
  sums: { 'aggregate items': 1, 'find joint_states': 1 },
  'told of the answer': { 'find chunks': 2, 'update chunks': 2 },
  'events out': { 'find chunks': 1, 'find items': 1, 'find joint_states': 1, 'find payment_answers': 1, 'update chunks': 1 },
  'messages to payees': { 'find chunks': 1, 'find payee_message_files': 1, 'find notice_sheets': 1, 'insert payee_message_files': 1, 'update chunks': 1 },
};
const COMMANDS: ReadonlySet<string> = new Set(['find', 'getMore', 'insert', 'update', 'delete', 'aggregate', 'findAndModify', 'count']);

let subsidy: TestSubsidy;
let counted: Record<string, number> = {};

beforeAll(async () => {
  const url = serverAddress('GONGJIANG_MONGO_URL');
  subsidy = await testSubsidy({ GONGJIANG_MONGO_URL: `${url}${url.includes('?') ? '&' : '?'}monitorCommands=true` });
  subsidy.connection.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
    if (!COMMANDS.has(commandName)) return;
    const key = `${commandName} ${String(commandName === 'getMore' ? command['collection'] : command[commandName])}`;
    counted[key] = (counted[key] ?? 0) + 1;
  });
});
afterAll(() => subsidy.close());

async function askedIn(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  counted = {};
  await work();
  return { ...counted };
}

/** Takes what waits and says that it is published, as the relay does. */
async function carry(source: Pick<PaymentEventSource, 'next' | 'markPublished'>): Promise<void> {
  const pieces = await source.next(4);
  await source.markPublished(pieces.map(({ key }) => key));
}

it('a chunk of a thousand lines asks the same few things of the database, however many lines it has', async () => {
  const numbers = Array.from({ length: MAX_LINES_A_CHUNK }, (_, at) => at + 11);
  const month = await ChunkMonth.planned(subsidy, { residents: numbers.map((n) => personNo(n)), due: numbers.map((n) => allowanceOf(n)) });
  const events = new PaymentEventSource(subsidy);
  const calculate = await askedIn(() => month.calculate());
  const submitted = { ...month.batch, ...batchIn('submitted') } as Batch;
  const list = await askedIn(() => listChunk(subsidy, submitted, CHUNK_ID));
  const [noticeId, order] = [noticeIdOf(submitted), subsidy.noticeOrder];
  await subsidy.notices.place(placeSheets(noticeId, await subsidy.notices.heads(noticeId), order));
  await month.release();
  const disburse = await askedIn(() => month.disburse());
  const answered = await askedIn(() => carry(events).then(() => carry(subsidy.payeeMessageSource)));
  subsidy.bank.state(BOOKED_ON, [(await subsidy.items.ofChunk(CHUNK_ID)).map((item) => debitOf(item))]);
  const settle = await askedIn(() => readStatements(subsidy, JINHUA, '3307001000000000001', BOOKED_ON, BOOKED_ON));
  const sums = await askedIn(() => subsidy.items.sumsOfBatch(month.batch.id));
  const out = await askedIn(() => carry(events));
  const messages = await askedIn(() => carry(subsidy.payeeMessageSource));
  expect({ calculate, list, disburse, 'told of the answer': answered, settle, sums, 'events out': out, 'messages to payees': messages }).toEqual(ASKED);
});
