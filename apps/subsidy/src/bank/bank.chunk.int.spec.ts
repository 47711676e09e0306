import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { balancesByPlace } from '@gongjiang/ledger';
import { addDays } from '@gongjiang/kernel';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { ChunkMonth, dyingAt, RESIDENTS, WorkerDied } from '../chunk/chunk.fixture.js';
import { CHUNK_STEPS } from '../chunk/chunk.js';
import { JINHUA } from '../city/city.builders.js';
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
  const lines = async () => (await subsidy.items.ofChunk(CHUNK_ID)).map(({ due, state, reason }) => [due.subject, state, reason]);
  const places = async () => balancesByPlace(await subsidy.ledger.turnovers(JINHUA));
  const PAID = [['training-1', 'accepted', null], ['cert-1', 'accepted', null], ['cert-2', 'rejected', 'GJ02']];

  it('pays what the bank can take; the line that it cannot is still owed, and the bank has never heard of it', async () => {
    await month.disburse();
    expect(await lines()).toEqual(PAID);
    expect(await places()).toMatchObject({ 'in-transit': 340_000, payable: 60_000 });
    expect(await sandbox.booked()).toHaveLength(2);
    const { files } = await sandbox.call<{ files: unknown[] }>('GET', '/books/files');
    expect(files).toHaveLength(2);
  });

  it('stays instructed while the bank has not answered, without holding its worker or failing', async () => {
    await sandbox.misbehave({ kind: 'withholds-answers', times: 4 });
    for (const _time of [1, 2]) {
      await month.disburse();
      expect(await phase()).toBe('instructed');
    }
    await month.disburse();
    expect([await phase(), await lines()]).toEqual(['answered', PAID]);
  });

  it('comes to the same end after its worker died before or after any step, and pays each line once', async () => {
    for (const step of STEPS) {
      for (const moment of ['before', 'after'] as const) {
        const died = await month.disburse(dyingAt({ step, moment })).then(() => false, (error: unknown) => error instanceof WorkerDied);
        expect([step, moment, died || (await phase()) === 'answered']).toEqual([step, moment, true]);
      }
    }
    await month.disburse();
    expect([await phase(), await lines()]).toEqual(['answered', PAID]);
    expect(new Set(await sandbox.booked()).size).toBe((await sandbox.booked()).length);
    expect(await places()).toMatchObject({ 'in-transit': 340_000, payable: 60_000 });
  });

  it('is matched line by line with the statement, though it went in files of other names', async () => {
    await month.disburse();
    await sandbox.call('POST', '/business-date', { to: addDays(OPENING, 1) });
    await readStatements({ ...subsidy, bankOf: () => bank }, JINHUA, PAYER, OPENING, addDays(OPENING, 1));
    expect((await subsidy.items.ofChunk(CHUNK_ID)).map(({ state }) => state)).toEqual(['settled', 'settled', 'rejected']);
    expect(await subsidy.connection.db.collection('reconciliation_cases').countDocuments()).toBe(0);
    expect(await places()).toMatchObject({ 'in-transit': 0, paid: 340_000, payable: 60_000 });
  });
});
