import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PersonToken } from '@gongjiang/kernel';
import { PoisonEvent } from '@gongjiang/messaging';
import { describeEntitlement } from '@gongjiang/policy';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { csvOf, uploadOf } from '../import/roster.builders.js';
import { importRoster, type Imported } from '../import/roster.import.js';
import { EMPLOYER, identityNumberNo, personRow } from '../person/person.builders.js';
import { personRoster } from '../person/person.roster.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { allowanceRow, certificateEvent, trainingRow, wenzhouRow } from './claim.builders.js';
import { ClaimsFromEvents } from './claim.events.js';
import { claimRoster } from './claim.roster.js';

type Row = Readonly<Record<string, string>>;

describe('the files of a city', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(() => subsidy.empty());

  async function take(outcome: ReturnType<typeof importRoster>): Promise<Imported['report']> {
    const imported = await outcome;
    if (!imported.ok) throw new Error(imported.refusal.code);
    return imported.value.report;
  }
  const persons = (rows: readonly Row[], city = JINHUA) => take(importRoster(subsidy.imports, city, personRoster({ ...subsidy, city }), uploadOf(csvOf(rows))));
  function claims(rows: readonly Row[], id = 'jinhua/7/post-allowance', city = JINHUA) {
    const entitlement = describeEntitlement(subsidy.packs, id);
    if (!entitlement) throw new Error(id);
    return take(importRoster(subsidy.imports, city, claimRoster({ city, entitlement, claims: subsidy.claimService, tokenizer: subsidy.tokenizer, by: { actor: 'zhang', source: '10.0.0.7' } }), uploadOf(csvOf(rows))));
  }
  const tokenOf = (n: number, city = JINHUA): PersonToken => subsidy.tokenizer.tokenOf(city, identityNumberNo(n));
  const count = (collection: string): Promise<number> => subsidy.connection.db.collection(collection).countDocuments();
  const kept = async (city = JINHUA) => subsidy.claims.page(city, { outcome: null, after: null, limit: 100 });
  /** What claims leave behind; the entries of the files themselves apart. */
  const traces = async (): Promise<readonly number[]> => Promise.all([...['claims', 'grants', 'claim_receipts'].map(count), subsidy.connection.db.collection('audit_entries').countDocuments({ kind: 'claims.decided' }), count('outbox')]);

  describe('with persons', () => {
    it('bring each into the registry, sealed and found by its token', async () => {
      expect(await persons([personRow(1), personRow(2, { accountHolder: '某公司' })])).toMatchObject({ rows: 2, taken: 2, unchanged: 0, refused: 0, problems: [] });
      const facts = await subsidy.persons.facts(JINHUA, [tokenOf(1), tokenOf(2)]);
      expect([facts.get(tokenOf(1)), facts.get(tokenOf(2))]).toMatchObject([{ accountIsOwn: true, employment: { employerCreditCode: EMPLOYER, until: null } }, { accountIsOwn: false }]);
      expect((await subsidy.persons.identities(JINHUA, [tokenOf(1)])).get(tokenOf(1))).toMatchObject({ name: '王1', identityNumber: identityNumberNo(1) });
      const stored = JSON.stringify(await subsidy.connection.db.collection('persons').find().toArray());
      for (const secret of ['王1', identityNumberNo(1), personRow(1)['bankAccount'] ?? '']) expect(stored).not.toContain(secret);
    });

    it('let the good rows in and tell the bad ones, without repeating what stands in them', async () => {
      const report = await persons([personRow(1), personRow(2, { bankAccount: '123' }), personRow(1), personRow(3, { name: '', district: '' })]);
      expect(report).toMatchObject({ rows: 4, taken: 1, refused: 3 });
      expect(report.problems).toEqual([
        { line: 3, column: 'bankAccount', code: 'roster.bank-account' }, { line: 4, column: 'identityNumber', code: 'roster.repeated', repeats: 2 },
        { line: 5, column: 'name', code: 'roster.empty' }, { line: 5, column: 'district', code: 'roster.empty' },
      ]);
      expect(await subsidy.persons.count(JINHUA)).toBe(1);
    });

    it('bring a person up to date by a later file, and change nothing when the same file comes again', async () => {
      await persons([personRow(1)]);
      const left = [personRow(1, { employedUntil: '2026-10-31' })];
      const report = await persons(left);
      const facts = async () => (await subsidy.persons.facts(JINHUA, [tokenOf(1)])).get(tokenOf(1))?.employment?.until;
      expect(await facts()).toBe('2026-10-31');
      const before = await subsidy.connection.db.collection('persons').find().toArray();
      expect(await persons(left)).toEqual(report);
      expect(await subsidy.connection.db.collection('persons').find().toArray()).toEqual(before);
    });

    it('keep two cities apart, and let the same-kind rule know the person in both', async () => {
      await persons([personRow(1)]);
      await persons([personRow(1)], WENZHOU);
      const [here, there] = await Promise.all([subsidy.persons.facts(JINHUA, [tokenOf(1)]), subsidy.persons.facts(WENZHOU, [tokenOf(1, WENZHOU)])]);
      expect(tokenOf(1)).not.toBe(tokenOf(1, WENZHOU));
      expect(here.get(tokenOf(1))?.sameKindIndex).toBe(there.get(tokenOf(1, WENZHOU))?.sameKindIndex);
      expect(await subsidy.persons.facts(WENZHOU, [tokenOf(1)])).toEqual(new Map());
    });
  });

  describe('with claims', () => {
    beforeEach(() => persons([1, 2, 3, 4].map((n) => personRow(n))).then(() => persons([1, 2].map((n) => personRow(n)), WENZHOU)));

    it('are decided, and what is granted is a grant with its term', async () => {
      expect(await claims([allowanceRow(1), allowanceRow(2, { level: 'senior' }), allowanceRow(3, { occupationInShortage: 'false' })])).toMatchObject({ rows: 3, taken: 3, refused: 0 });
      const decided = new Map((await kept()).map((claim) => [claim.person, claim]));
      expect([1, 2, 3].map((n) => decided.get(tokenOf(n))?.outcome)).toEqual(['granted', 'refused', 'refused']);
      const [grant] = await subsidy.grants.find([decided.get(tokenOf(1))?.grantId ?? '']);
      expect(grant).toMatchObject({ times: 'monthly', firstMonth: '2026-01', lastMonth: '2027-12', subject: 'cert-1' });
      expect(await count('grants')).toBe(1);
      expect(await subsidy.claims.counts(JINHUA)).toMatchObject([{ entitlement: 'jinhua/7/post-allowance', outcome: 'granted', claims: 1 }, { outcome: 'refused', claims: 2 }]);
      const receipt = await subsidy.claims.receipt(JINHUA, decided.get(tokenOf(2))?.id ?? '');
      expect(receipt?.json).toContain('"outcome":"refused"');
    });

    it('that were not granted are listed by an index of their own, and those that were in the order of their keys', async () => {
      await claims([allowanceRow(1), allowanceRow(2, { level: 'senior' }), allowanceRow(3, { occupationInShortage: 'false' }), allowanceRow(4)]);
      const listed = async (outcome: 'granted' | 'refused') => (await subsidy.claims.page(JINHUA, { outcome, after: null, limit: 9 })).map(({ person }) => person);
      const inOrder = (...numbers: number[]): readonly string[] => numbers.map((n) => tokenOf(n)).sort();
      expect([await listed('granted'), await listed('refused')]).toEqual([inOrder(1, 4), inOrder(2, 3)]);
      const plan = await subsidy.connection.db.collection('claims').find({ 'standing.outcome': 'refused', _id: { $gt: JINHUA } } as object).sort({ _id: 1 }).explain('queryPlanner');
      expect(JSON.stringify(plan)).toMatch(/"indexName":"standing\.outcome_1__id_1"/);
      expect(JSON.stringify(plan)).not.toMatch(/"stage":"(COLLSCAN|SORT)"/);
    });

    it('are granted without end where the plan states none, and once where it is paid once', async () => {
      await claims([wenzhouRow(1)], 'wenzhou/1/post-allowance', WENZHOU);
      await claims([trainingRow(1)], 'jinhua/7/certificate-training');
      const ids = await Promise.all([WENZHOU, JINHUA].map((city) => subsidy.grants.idsOf(city, tokenOf(1, city))));
      const grants = await subsidy.grants.find(ids.flat());
      expect(grants).toMatchObject([{ city: WENZHOU, times: 'monthly', lastMonth: null }, { city: JINHUA, times: 'once', period: '2026-10', spentIn: null }]);
    });

    it('of somebody whom the registry does not know stay out', async () => {
      expect(await claims([allowanceRow(1), allowanceRow(9)])).toMatchObject({ taken: 1, refused: 1, problems: [{ line: 3, column: 'identityNumber', code: 'roster.person-unknown' }] });
    });

    it('that stand twice in a file are taken once', async () => {
      expect(await claims([allowanceRow(1), allowanceRow(1), allowanceRow(1, { certificateNumber: 'cert-1b' })])).toMatchObject({ taken: 2, refused: 1, problems: [{ line: 3, column: 'certificateNumber', code: 'roster.repeated' }] });
    });

    it('that come again in another file are unchanged, and those with other facts are told', async () => {
      await claims([allowanceRow(1), allowanceRow(2)]);
      const before = await traces();
      expect(await claims([allowanceRow(1), allowanceRow(2, { level: 'senior-technician' }), allowanceRow(2, { certificateNumber: 'cert-2', firstMonth: '2026-02', level: 'technician' })])).toMatchObject({
        taken: 0, unchanged: 1, refused: 2, problems: [{ line: 3, column: 'certificateNumber', code: 'roster.claimed-otherwise' }, { line: 4, column: 'certificateNumber', code: 'roster.repeated' }],
      });
      expect(await traces()).toEqual(before);
    });

    it('are one write with their receipts, their grants, the audit entry and what is to be told', async () => {
      await claims([allowanceRow(1), allowanceRow(2, { level: 'senior' })]);
      expect(await traces()).toEqual([2, 1, 1, 1, 0]);
      expect(await subsidy.claims.toTell(9)).toMatchObject([{ claims: [{ claim: { person: tokenOf(1) } }, { claim: { person: tokenOf(2) } }] }]);
    });

    it('of two files at the same moment are each taken once', async () => {
      const reports = await Promise.all([claims([allowanceRow(1), allowanceRow(2), allowanceRow(3)]), claims([allowanceRow(3), allowanceRow(2), allowanceRow(4)])]);
      expect(reports.reduce((taken, report) => taken + report.taken, 0)).toBe(4);
      expect(reports.flatMap((report) => report.problems)).toEqual([]);
      expect([await count('claims'), await count('grants')]).toEqual([4, 4]);
    });
  });

  describe('the event of a certificate', () => {
    const heard = (...events: readonly ReturnType<typeof certificateEvent>[]) => new ClaimsFromEvents(subsidy, subsidy.claimService).onEvents(events);

    it('is a claim for what the city pays without an application, and grants it', async () => {
      await heard(certificateEvent(1));
      expect(await kept()).toMatchObject([{ entitlement: 'jinhua/7/certificate-training', subject: 'training-1', period: '2026-10', outcome: 'granted', origin: 'event', source: certificateEvent(1).id }]);
      expect(await count('grants')).toBe(1);
    });

    it('is one claim, however often it comes', async () => {
      await heard(certificateEvent(1), certificateEvent(1));
      await heard(certificateEvent(1));
      await Promise.all([heard(certificateEvent(1), certificateEvent(2)), heard(certificateEvent(2), certificateEvent(1))]);
      expect([await count('claims'), await count('grants')]).toEqual([2, 2]);
    });

    it('without a training is no claim', async () => {
      await heard(certificateEvent(1, { training: null }));
      expect(await traces()).toEqual([0, 0, 0, 0, 0]);
    });

    it('of a city that has set nothing for it, or that is not served here, is no claim', async () => {
      await heard(certificateEvent(1, { city: WENZHOU }), certificateEvent(2, { city: '330100' as typeof JINHUA }));
      expect(await traces()).toEqual([0, 0, 0, 0, 0]);
    });

    it.each(['a|b', 'x'.repeat(41), 'tr 1', '培训'])('with a training that no claim can be named after goes to the dead letters: %s', async (trainingId) => {
      const event = certificateEvent(1, { training: { trainingId, standardFen: 280_000 as never, occupationInShortage: false } });
      await expect(heard(event)).rejects.toThrow(PoisonEvent);
      expect(await count('claims')).toBe(0);
    });
  });
});
