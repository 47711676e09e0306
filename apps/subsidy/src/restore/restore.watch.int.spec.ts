import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chunkIdOf } from '../batch/batch.range.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import type { RestingMonth } from '../disbursement-control/month.fixture.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { backupOf, putBack } from './backup.fixture.js';
import { RecordHeads } from './record-heads.mongo.js';
import { askBank, ForgetfulBank, lift, monthAtForgetfulBank } from './restore.fixture.js';
import { RestoreWatch } from './restore.watch.js';
import { WentOutReader, type WentOutFacts } from './went-out.js';

/** What went out, as the test says; or nothing that can be read. */
class ToldOut extends WentOutReader {
  facts: WentOutFacts | Error = { heads: [], chunks: [] };

  async since(): Promise<WentOutFacts> {
    if (this.facts instanceof Error) throw this.facts;
    return this.facts;
  }
}

const head = (number: number, at = new Date()) => ({ city: JINHUA, number, head: 'a'.repeat(64), at });

describe('a service that starts on a database', () => {
  const bank = new ForgetfulBank();
  const told = new ToldOut();
  const alarms: string[] = [];
  let subsidy: TestSubsidy;
  let month: RestingMonth;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    told.facts = { heads: [], chunks: [] };
    alarms.length = 0;
    month = await monthAtForgetfulBank(subsidy, bank, 2);
  });

  const started = (): RestoreWatch => new RestoreWatch({ ...month.subsidy, recordHeads: new RecordHeads(subsidy.connection.db), wentOut: told }, (witness) => { alarms.push(witness); });
  const statuses = () => Promise.all([JINHUA, WENZHOU].map(async (city) => (await subsidy.controls.find(city, { kind: 'restore' })).control.status));
  const watched = (watch: RestoreWatch): RestingMonth => month.with({ sendingGate: month.subsidy.sendingGate.doubtedBy(watch) });
  const sealAll = async (): Promise<void> => {
    for (const city of await subsidy.auditChain.sealer.cities()) await subsidy.auditChain.sealer.sealNext(city);
  };

  it('sends nothing while it cannot read what went out, and goes on once it can', async () => {
    told.facts = new Error('no broker');
    const watch = started();
    await expect(watch.look()).rejects.toThrow('no broker');
    await watched(watch).disburseAll();
    expect([bank.messages.length, await statuses()]).toEqual([0, ['running', 'running']]);
    told.facts = { heads: [], chunks: [] };
    await watch.look();
    await watched(watch).disburseAll();
    expect([bank.messages.length, await statuses(), alarms]).toEqual([2, ['running', 'running'], []]);
  });

  it.each([
    ['a head of the record that went out and is not here', { heads: [head(7)], chunks: [] }, 'record'],
    ['a chunk whose answer went out and is not here', { heads: [], chunks: [{ city: JINHUA, chunkId: chunkIdOf('330700.post-allowance.2026-11.1', 1, 1), at: new Date() }] }, 'chunk'],
  ] as const)('is locked in all its cities by %s', async (_what, facts, witness) => {
    told.facts = facts;
    await started().look();
    expect([await statuses(), alarms]).toEqual([['resting', 'resting'], [witness]]);
    expect(await subsidy.restores.find(JINHUA)).toMatchObject({ witness, number: 1 });
  });

  it('knows what it has sealed and answered itself', async () => {
    await month.disburse(0);
    await month.pause();
    await sealAll();
    const last = await new RecordHeads(subsidy.connection.db).last(JINHUA);
    expect(last).toBeDefined();
    told.facts = { heads: last ? [last] : [], chunks: [{ city: JINHUA, chunkId: month.chunkIds[0] ?? '', at: new Date() }] };
    await started().look();
    expect(alarms).toEqual([]);
  });

  it('is not locked a second time by what the first lock has accounted for', async () => {
    const forgotten = head(7);
    told.facts = { heads: [forgotten], chunks: [] };
    await started().look();
    await askBank(month.subsidy);
    expect(await lift(month.subsidy)).toBe('running');
    await started().look();
    expect([(await statuses())[0], alarms]).toEqual(['running', ['record']]);
    told.facts = { heads: [forgotten, head(9, new Date(Date.now() + 1_000))], chunks: [] };
    await started().look();
    expect([(await statuses())[0], alarms]).toEqual(['resting', ['record', 'record']]);
  });

  it('notices while it runs that its own record is gone', async () => {
    const backup = await backupOf(subsidy.connection.db);
    await month.pause();
    await sealAll();
    const watch = started();
    await watch.look();
    await watch.look();
    expect(alarms).toEqual([]);
    await putBack(subsidy.connection.db, backup);
    await watch.look();
    expect([alarms, await statuses()]).toEqual([['process'], ['resting', 'resting']]);
  });

  it('is told by the bank, before its first message, that a message has left which is not written here', async () => {
    const backup = await backupOf(subsidy.connection.db);
    await month.disburse(1);
    await putBack(subsidy.connection.db, backup);
    const watch = started();
    await watch.look();
    await watched(watch).disburseAll();
    expect([bank.messages.length, alarms, await statuses()]).toEqual([1, ['bank'], ['resting', 'resting']]);
  });
});
