import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, addMonths, type CityCode, type Month, type PersonToken } from '@gongjiang/kernel';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { ChunkMonth, dyingAt, WorkerDied } from '../chunk/chunk.fixture.js';
import { cityOf, JINHUA, WENZHOU } from '../city/city.builders.js';
import { CityStore } from '../city/city.store.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { ACCOUNT_ALONE, holdersOf } from '../person/person.store.mongo.js';
import { bankAccountNo, identityNumberNo, personNo, tokenNo } from '../person/person.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { FakeRegistry } from './check-registry.fixture.js';
import { answerKey } from './person-answer.js';
import { allChecks, answerNo, monthsOf, NOVEMBER, TODAY } from './person-check.builders.js';
import { findingKey, type AskedMonths } from './person-checks.js';
import { personCheckParts } from './person-check.parts.js';
import { RecordedPersonChecks } from './person-checks.service.js';
import type { PersonCheckSettings } from './person-check.settings.js';

class OneCity extends CityStore {
  constructor(private readonly settings: PersonCheckSettings) { super(); }
  find(code: CityCode) { return cityOf({ code, personChecks: this.settings }); }
  all() { return [this.find(JINHUA)]; }
}

describe('the check of persons on the database', () => {
  let subsidy: TestSubsidy;
  let registry: FakeRegistry;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    registry = new FakeRegistry();
    await subsidy.persons.save([1, 2, 3].map((n) => personNo(n)), 'tests');
  });

  const checks = (settings: PersonCheckSettings): RecordedPersonChecks =>
    new RecordedPersonChecks({ ...subsidy, cities: new OneCity(settings), dates: { today: async () => TODAY }, answers: subsidy.personAnswers, records: subsidy.checkRecords, registry });
  const found = async (settings: PersonCheckSettings, asked: AskedMonths = monthsOf([1, 2, 3].map(tokenNo)), chunk = CHUNK_ID): Promise<Record<string, readonly string[]>> =>
    Object.fromEntries(await checks(settings).findings(JINHUA, asked, await subsidy.persons.payees(JINHUA, [...asked.keys()]), chunk));
  const key = (n: number, month: Month = NOVEMBER): string => findingKey(tokenNo(n), month);

  describe('answers', () => {
    const standing = async (n: number, check: 'death' | 'employment' = 'death') => (await subsidy.personAnswers.standing(JINHUA, monthsOf([tokenNo(n)]))).get(answerKey(tokenNo(n), check, check === 'death' ? null : NOVEMBER));

    it('stand by their day, in whatever order they come', async () => {
      const [early, late] = [answerNo(1, 'death', 'alive', { answeredOn: addDays(TODAY, -9) }), answerNo(1, 'death', 'dead', { source: 'the-later' })];
      for (const order of [[early, late], [late, early]]) {
        await subsidy.empty();
        for (const answer of order) await subsidy.personAnswers.take(JINHUA, [answer]);
        expect(await standing(1)).toEqual({ answer: 'dead', answeredOn: TODAY, by: 'file', source: 'the-later' });
      }
    });

    it('that correct one another on one day: the one that came last stands, and what it replaced is kept', async () => {
      await subsidy.personAnswers.take(JINHUA, [answerNo(1, 'death', 'dead')]);
      await subsidy.personAnswers.take(JINHUA, [answerNo(1, 'death', 'alive', { source: 'a-correction' })]);
      expect(await standing(1)).toMatchObject({ answer: 'alive', source: 'a-correction' });
      expect(await subsidy.connection.db.collection('person_answers').findOne({})).toMatchObject({ replaced: [{ check: 'death', answer: 'dead', source: 'a-file' }] });
    });

    it('that come twice change nothing, and those of other months, checks and cities stand beside', async () => {
      const said = [answerNo(1, 'death', 'alive'), answerNo(1, 'employment', 'employed'), answerNo(1, 'employment', 'not-employed', { month: addMonths(NOVEMBER, -1) })];
      await subsidy.personAnswers.take(JINHUA, said);
      await subsidy.personAnswers.take(WENZHOU, [answerNo(1, 'death', 'dead')]);
      const before = await subsidy.connection.db.collection('person_answers').find({}).toArray();
      await subsidy.personAnswers.take(JINHUA, said);
      expect(await subsidy.connection.db.collection('person_answers').find({}).toArray()).toEqual(before);
      expect([(await standing(1))?.answer, (await standing(1, 'employment'))?.answer]).toEqual(['alive', 'employed']);
    });
  });

  describe('one account for several persons', () => {
    const withAccount = (n: number, account: number, overrides = {}) => personNo(n, { ...overrides, identity: { ...personNo(n).identity, bankAccount: bankAccountNo(account) } });

    it('holds each of them, a member of the family who claims nothing among them', async () => {
      await subsidy.persons.save([withAccount(2, 1), withAccount(4, 1)], 'tests');
      expect(await found({}, monthsOf([1, 2, 3].map(tokenNo)))).toEqual({ [key(1)]: ['account-shared'], [key(2)]: ['account-shared'] });
    });

    it('holds those whom the month is about, however many others have it', async () => {
      await subsidy.persons.save([5, 6, 7, 8, 9, 10, 11].map((n) => withAccount(n, 1)), 'tests');
      expect(await found({})).toEqual({ [key(1)]: ['account-shared'] });
    });

    it('holds nobody where it is one person in two cities, or was put right by a later roster', async () => {
      await subsidy.persons.save([withAccount(1, 1, { city: WENZHOU }), withAccount(2, 1)], 'tests');
      await subsidy.persons.save([withAccount(2, 2)], 'tests');
      expect(await found({})).toEqual({});
    });

    it('is found without showing an account', async () => {
      const documents = await subsidy.connection.db.collection('persons').find({}).toArray();
      expect(new Set(documents.map((document) => document['accountIndex'])).size).toBe(3);
      expect(JSON.stringify(documents)).not.toContain(bankAccountNo(1));
    });
  });

  describe('what was found', () => {
    it('is kept with its evidence before it is answered, and holds when the chunk is decided again', async () => {
      await subsidy.personAnswers.take(JINHUA, [answerNo(2, 'death', 'dead')]);
      const first = await found(allChecks('pass'));
      await subsidy.personAnswers.take(JINHUA, [answerNo(2, 'death', 'alive', { source: 'later' }), answerNo(1, 'death', 'dead')]);
      expect(await found(allChecks('pass'))).toEqual(first);
      expect(first).toEqual({ [key(2)]: ['person-dead'] });
      expect(await found(allChecks('pass'), undefined, `${CHUNK_ID}-next`)).toEqual({ [key(1)]: ['person-dead'] });
      const kept = await subsidy.checkRecords.find(JINHUA, CHUNK_ID);
      expect(kept?.find(({ person }) => person === tokenNo(2))?.checks).toContainEqual({ check: 'death', answer: 'dead', answeredOn: TODAY, by: 'file', source: 'a-file', code: 'person-dead' });
      expect(kept?.find(({ person }) => person === tokenNo(1))?.checks.map(({ check, answer }) => [check, answer])).toEqual([['shared-account', 'single'], ['death', 'missing'], ['employment', 'missing'], ['paid-elsewhere', 'missing']]);
      expect(await subsidy.checkRecords.find(WENZHOU, CHUNK_ID)).toBeUndefined();
    });

    it('decides a chunk whose worker died between the check and the decision, though the answers changed meanwhile', async () => {
      const month = await ChunkMonth.planned(subsidy, { residents: [1, 2].map((n) => personNo(n)), due: [1, 2].map((n) => allowanceOf(n, { firstMonth: NOVEMBER })) });
      await subsidy.personAnswers.take(JINHUA, [answerNo(2, 'death', 'dead')]);
      await expect(month.calculate(dyingAt({ step: 'decide', moment: 'after' }))).rejects.toThrow(WorkerDied);
      await subsidy.personAnswers.take(JINHUA, [answerNo(2, 'death', 'alive'), answerNo(1, 'death', 'dead')]);
      await month.calculate();
      const held = await subsidy.heldLines.page(JINHUA, month.batch.id, { after: null, limit: 10 });
      expect(held.map(({ due, codes }) => [due.person, codes])).toEqual([[tokenNo(2), ['person-dead']]]);
      expect((await subsidy.items.ofChunk(CHUNK_ID)).map(({ due }) => due.person)).toEqual([tokenNo(1)]);
    });
  });

  describe('a registry', () => {
    const settings = allChecks('hold', { askRegistry: true });

    it('is asked once a check and month for a whole chunk, and never for what is known', async () => {
      await subsidy.personAnswers.take(JINHUA, [answerNo(1, 'death', 'alive'), answerNo(2, 'employment', 'employed')]);
      expect(await found(settings)).toEqual({});
      expect(registry.asked.map(({ check, month, persons }) => [check, month, persons.length])).toEqual([['death', null, 2], ['employment', NOVEMBER, 2], ['paid-elsewhere', NOVEMBER, 3]]);
      await found(settings, undefined, 'another-chunk');
      expect(registry.asked).toHaveLength(3);
    });

    it('is asked of each person about the months that are due', async () => {
      const october = addMonths(NOVEMBER, -1);
      registry.tell(identityNumberNo(2), 'employment', october, 'not-employed');
      const asked = new Map([[tokenNo(1), [NOVEMBER]], [tokenNo(2), [october, NOVEMBER]]]);
      expect(await found(settings, asked)).toEqual({ [key(2, october)]: ['not-employed'] });
      expect(registry.asked.filter(({ check }) => check === 'employment').map(({ month, persons }) => [month, persons.length])).toEqual([[october, 1], [NOVEMBER, 2]]);
    });

    it('is asked again whether what it found was put right', async () => {
      registry.tell(identityNumberNo(1), 'death', null, 'dead');
      expect(await found(settings)).toEqual({ [key(1)]: ['person-dead'] });
      registry.tell(identityNumberNo(1), 'death', null, 'alive');
      expect(await found(settings, undefined, 'the-next-month')).toEqual({});
      expect(await subsidy.connection.db.collection('person_answers').findOne({ 'replaced.answer': 'dead' })).toMatchObject({ checks: { death: { answer: 'alive', by: 'registry', source: 'FAKE-4' } } });
    });

    it('that is silent holds lines or lets them pass, as the city has set; what it said before still holds', async () => {
      registry.isSilent = true;
      await subsidy.personAnswers.take(JINHUA, [answerNo(3, 'death', 'dead')]);
      expect(await found(allChecks('pass', { askRegistry: true }), undefined, 'one')).toEqual({ [key(3)]: ['person-dead'] });
      const held = await found(settings, undefined, 'two');
      expect(held[key(1)]).toEqual(['death-unanswered', 'employment-unanswered', 'paid-elsewhere-unanswered']);
      expect(held[key(3)]?.[0]).toBe('person-dead');
      expect((await subsidy.checkRecords.find(JINHUA, 'two'))?.[0]?.checks[1]).toMatchObject({ check: 'death', answer: 'silent', by: 'registry' });
    });

    it('that answers from the future is not believed', async () => {
      registry.answeredOn = addDays(TODAY, 1);
      expect((await found(settings))[key(1)]).toContain('death-unanswered');
      expect(await subsidy.connection.db.collection('person_answers').countDocuments()).toBe(0);
    });

    it('that a city has asked must be somewhere: else the service does not start', () => {
      const parts = (asked: PersonCheckSettings) => personCheckParts(subsidy.config, subsidy.connection.db, { ...subsidy, cities: new OneCity(asked) });
      expect(() => parts(settings)).toThrow('Set GONGJIANG_REGISTRY_URL and GONGJIANG_REGISTRY_KEY: 330700');
      expect(() => parts(allChecks('hold'))).not.toThrow();
    });

    it('is told numbers, and no number is kept of it', async () => {
      await found(settings);
      expect(registry.asked[0]?.persons[0]?.identityNumber).toMatch(/^330702/);
      for (const name of ['person_answers', 'person_check_records']) expect(JSON.stringify(await subsidy.connection.db.collection(name).find({}).toArray())).not.toContain(identityNumberNo(1).slice(0, 12));
    });
  });

  describe('a chunk of a thousand', () => {
    const tokens: readonly PersonToken[] = Array.from({ length: 1_000 }, (_, n) => tokenNo(n + 1));
    beforeEach(async () => {
      await subsidy.persons.save(Array.from({ length: 3_000 }, (_, n) => personNo(n + 1)), 'tests');
      await subsidy.personAnswers.take(JINHUA, tokens.map((_token, n) => answerNo(n + 1, 'death', 'alive')));
      await subsidy.personAnswers.take(JINHUA, tokens.map((_token, n) => answerNo(n + 1, 'employment', 'employed')));
    });

    it('costs four questions and one write, however many persons there are and whatever was answered of them', async () => {
      const { db } = subsidy.connection;
      await db.command({ profile: 2 });
      await found(allChecks('pass'), monthsOf(tokens));
      await db.command({ profile: 0 });
      const operations = await db.collection('system.profile').find({ ns: { $in: ['persons', 'person_answers', 'person_check_records'].map((name) => `${db.databaseName}.${name}`) } }).toArray();
      await db.collection('system.profile').drop();
      expect(operations.filter(({ op }) => op !== 'getmore').map(({ op, ns }) => `${String(op)} ${String(ns).split('.').at(-1)}`).sort()).toEqual(['insert person_check_records', 'query person_answers', 'query person_answers', 'query persons', 'query persons']);
    });

    it('finds answers by their key, and looks at no others', async () => {
      const ids = tokens.flatMap((token) => [`${JINHUA}${token}|`, `${JINHUA}${token}|${NOVEMBER}`]);
      const { executionStats, queryPlanner } = await subsidy.connection.db.collection<{ _id: string }>('person_answers').find({ _id: { $in: ids } }).explain('executionStats') as { executionStats: { totalDocsExamined: number }; queryPlanner: unknown };
      expect(JSON.stringify(queryPlanner)).toContain('"indexName":"_id_"');
      expect(executionStats.totalDocsExamined).toBe(2_000);
    });

    it('counts the holders of accounts in the index, and looks at no person for it', async () => {
      const persons = subsidy.connection.db.collection<{ accountIndex: string }>('persons');
      const accounts = (await persons.find({}).limit(1_000).toArray()).map(({ accountIndex }) => accountIndex);
      const plan = await persons.find(holdersOf(accounts), { projection: ACCOUNT_ALONE }).explain('executionStats') as { executionStats: unknown };
      expect(plan.executionStats).toMatchObject({ nReturned: 1_000, totalDocsExamined: 0 });
    });
  });
});
