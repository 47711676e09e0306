import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { balancesByPlace } from '@gongjiang/ledger';
import { addDays, sumFen } from '@gongjiang/kernel';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { ChunkMonth, dyingAt, RESIDENTS, WorkerDied } from '../chunk/chunk.fixture.js';
import { CHUNK_STEPS } from '../chunk/chunk.js';
import { JINHUA } from '../city/city.builders.js';
import type { Item } from '../item/item.js';
import { personNo } from '../person/person.builders.js';
import { readStatements } from '../statement/statement.reader.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { OPENING, PAYER, profileOf } from './bank.builders.js';
import type { Bank } from './bank.js';
import { cityBankOn, startSandbox, type Sandbox } from './sandbox.fixture.js';

/** The second person's name holds a mark that turns the reading direction: no bank file carries it. */
const UNCARRIED = '王\u202e2';
const residents = [...RESIDENTS.filter(({ token }) => token !== personNo(2).token), personNo(2, { identity: { ...personNo(2).identity, name: UNCARRIED, accountHolder: UNCARRIED } })];
const STEPS = [...CHUNK_STEPS.calculated, ...CHUNK_STEPS.instructed];

/** S7 and S8: a chunk of the month, paid by files of one line each and matched with the statement as a file. */
describe.each(['iso20022', 'payroll-gb18030'])('a chunk that goes to the bank by files (%s)', (profile) => {
  let subsidy: TestSubsidy;
  let sandbox: Sandbox;
  let month: ChunkMonth;
  let bank: Bank;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    sandbox = await startSandbox();
    bank = await cityBankOn(sandbox, profileOf(profile, { rows: 1 }), subsidy.outgoing);
    month = await ChunkMonth.planned({ ...subsidy, bankOf: () => bank }, { residents });
    await month.calculate();
    await month.release();
  });
  afterEach(() => sandbox.stop());

  const phase = async () => (await month.chunk()).phase;
  const items = () => subsidy.items.ofChunk(CHUNK_ID);
  const places = async () => balancesByPlace(await subsidy.ledger.turnovers(JINHUA));
  const isUncarried = ({ due }: Item): boolean => due.person === personNo(2).token;
  /** What the bank can take, and the sum of it; the rest is the second person's. */
  async function expected() {
    const all = await items();
    const sumOf = (own: readonly Item[]) => sumFen(own.map(({ amountFen }) => amountFen));
    const [carried, stopped] = [all.filter((item) => !isUncarried(item)), all.filter(isUncarried)];
    expect([carried.length > 1, stopped.length > 0]).toEqual([true, true]);
    return { carried: carried.length, carriedFen: sumOf(carried), stoppedFen: sumOf(stopped) };
  }
  async function expectPaid(): Promise<void> {
    const { carried, carriedFen, stoppedFen } = await expected();
    expect(await phase()).toBe('answered');
    for (const item of await items()) expect([item.state, item.reason]).toEqual(isUncarried(item) ? ['rejected', 'GJ02'] : ['accepted', null]);
    expect(await places()).toMatchObject({ 'in-transit': carriedFen, payable: stoppedFen });
    const booked = await sandbox.booked();
    expect([booked.length, new Set(booked).size]).toEqual([carried, carried]);
  }

  it('pays what the bank can take; the line that it cannot is still owed, and the bank has never heard of it', async () => {
    await month.disburse();
    await expectPaid();
    const { files } = await sandbox.call<{ files: unknown[] }>('GET', '/books/files');
    expect(files).toHaveLength((await expected()).carried);
  });

  it('stays instructed while the bank has not answered, without holding its worker or failing', async () => {
    await sandbox.misbehave({ kind: 'withholds-answers', times: 2 * (await expected()).carried });
    for (const _time of [1, 2]) {
      await month.disburse();
      expect(await phase()).toBe('instructed');
    }
    await month.disburse();
    await expectPaid();
  });

  it('comes to the same end after its worker died before or after any step, and pays each line once', async () => {
    for (const step of STEPS) {
      for (const moment of ['before', 'after'] as const) {
        const died = await month.disburse(dyingAt({ step, moment })).then(() => false, (error: unknown) => error instanceof WorkerDied);
        expect([step, moment, died || (await phase()) === 'answered']).toEqual([step, moment, true]);
      }
    }
    await month.disburse();
    await expectPaid();
  });

  it('is matched line by line with the statement, though it went in files of other names', async () => {
    await month.disburse();
    await sandbox.call('POST', '/business-date', { to: addDays(OPENING, 1) });
    await readStatements({ ...subsidy, bankOf: () => bank }, JINHUA, PAYER, OPENING, addDays(OPENING, 1));
    const { carriedFen, stoppedFen } = await expected();
    for (const item of await items()) expect(item.state).toBe(isUncarried(item) ? 'rejected' : 'settled');
    expect(await subsidy.connection.db.collection('reconciliation_cases').countDocuments()).toBe(0);
    expect(await places()).toMatchObject({ 'in-transit': 0, paid: carriedFen, payable: stoppedFen });
  });
});
