import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { auditVerified, bankAgrees, batchesTold, booksBalance, faultsOf, itemsOf, itemsTold, paidOnce, runMonth, type MonthResult, type SeenItem } from '@gongjiang/rehearsal';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { eventually } from '@gongjiang/testing';
import { contractsKept, nobodyTold } from './checks/events-kept-to.js';
import { expectedOf, madeOf } from './checks/sample-expected.js';
import { talentKnows } from './checks/talent-knows.js';
import { profilesOf } from './stage/benefits.js';
import { personsOfBothCities } from './stage/both-cities.js';
import { samplePersons } from './stage/sample.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';
import { listen, type HeardMessage } from './stage/topic.reader.js';

let servers: RunningServers;
let stage: Stage;
let heard: readonly HeardMessage[];
let result: MonthResult;
let items: readonly SeenItem[];

beforeAll(async () => {
  // As a city has them: encrypted, with certificates and logins.
  servers = await startServers({ data: { kind: 'ephemeral' }, given: {}, isSecured: true });
  stage = await openStage({ persons: 600, servers });
  heard = await listen(stage);
  result = await runMonth(stage.platform, stage.sample.paths, () => undefined);
  items = await itemsOf(stage, result.batches);
});
afterAll(async () => {
  await closeStages();
  await servers?.stop();
});

/** What others hear may come a moment after the close, and no later. */
const soon = (check: () => void | Promise<void>): Promise<void> => eventually(check, { everyMs: 100 });

describe('a month of both cities', () => {
  it('closes, and its officers find nothing amiss', () => {
    expect(faultsOf(result)).toEqual([]);
  });

  it('makes of the sample what the policies say', async () => {
    const expectations = JSON.parse(await readFile(stage.sample.paths.expectations, 'utf8')) as Stage['sample']['expectations'];
    const inBoth = personsOfBothCities(stage.platform, await samplePersons(stage.sample));
    expect(madeOf(result, items, inBoth)).toEqual(expectedOf(expectations));
  });
});

describe('by the bank\'s own books', () => {
  it('every payment was made once', async () => {
    expect(paidOnce(await stage.bank.payments())).toEqual([]);
  });

  it('the ledger says paid of what was settled and kept, to the fen', async () => {
    expect(booksBalance(result.ledgers, await stage.bank.payments())).toEqual([]);
  });

  it('every item stands as the platform shows it, and nothing else was paid', async () => {
    const payments = await stage.bank.payments();
    expect(payments.length).toBeGreaterThan(500);
    expect(bankAgrees(items, payments)).toEqual([]);
  });
});

describe('the record', () => {
  it('is whole, and its heads are those that lie on Kafka', async () => {
    expect(await auditVerified(stage.platform)).toEqual([]);
  });
});

describe('other systems', () => {
  it('hear of every end of an item once, under one id', async () => {
    await soon(() => expect(itemsTold(contractsKept(heard).events, items)).toEqual([]));
  });

  it('hear of every change of a batch once, in order', async () => {
    await soon(() => expect(batchesTold(contractsKept(heard).events, result.batches)).toEqual([]));
  });

  it('hear only what the contracts say', async () => {
    await soon(() => expect(batchesTold(contractsKept(heard).events, result.batches)).toEqual([]));
    expect(contractsKept(heard).faults).toEqual([]);
  });

  it('hear no one\'s identity number, name or account', async () => {
    await soon(() => expect(itemsTold(contractsKept(heard).events, items)).toEqual([]));
    expect(nobodyTold(heard, await samplePersons(stage.sample))).toEqual([]);
  });

  it('can ask the talent service what each person has received', async () => {
    await soon(async () => expect(talentKnows(await profilesOf(stage.platform, items), items)).toEqual([]));
  });
});
