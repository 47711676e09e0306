import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { month } from '@gongjiang/kernel';
import { batchIn } from '../batch/batch.builders.js';
import { chunkIdOf } from '../batch/batch.range.js';
import { calculateChunk } from '../chunk/chunk.calculate.js';
import { plainStep } from '../chunk/chunk.step.js';
import { JINHUA } from '../city/city.builders.js';
import type { Facts } from '../grant/grant.js';
import { csvOf, uploadOf } from '../import/roster.builders.js';
import { importRoster } from '../import/roster.import.js';
import { identityNumberNo, personRow } from '../person/person.builders.js';
import { personRoster } from '../person/person.roster.js';
import { planPopulation } from '../population/population.planner.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';

const STATED: Facts = { level: 'technician', occupationInShortage: true, employerPaysAllowance: true };
const ENTITLEMENTS = ['jinhua/7/post-allowance', 'jinhua/7/certificate-training'];

describe('facts that change afterwards', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    await persons();
  });

  const token = () => subsidy.tokenizer.tokenOf(JINHUA, identityNumberNo(1));
  const persons = (overrides: Readonly<Record<string, string>> = {}) => importRoster(subsidy.imports, JINHUA, personRoster({ ...subsidy, city: JINHUA }), uploadOf(csvOf([personRow(1, overrides)])));
  /** Claims the allowance from November on, as an integrator would. */
  async function claimed(facts: Facts = STATED) {
    const done = await subsidy.claimService.claim({ city: JINHUA, person: token(), entitlement: 'jinhua/7/post-allowance', subject: 'cert-1', period: month('2026-11'), facts: { ...facts, firstMonth: '2026-11' }, origin: 'api', source: 'api' }, { actor: 'zhang', source: 'tests' });
    if (!done.ok) throw new Error(done.refusal.code);
    return done.value.decided;
  }
  const correct = async (id: string, version: number, facts: Facts, from = '2026-12') => subsidy.claimCorrections.correct({ city: JINHUA, id, version, actor: 'zhang', source: 'tests' }, { from: month(from), facts, reason: 'the certificate says so' });
  /** Plans and calculates the month's batch; its lines by period. */
  async function batchOf(period: string): Promise<readonly string[]> {
    const batch = { ...batchIn('calculating'), id: `330700.post-allowance.${period}.1`, period: month(period), entitlements: ENTITLEMENTS } as Parameters<typeof planPopulation>[1];
    await planPopulation(subsidy, batch);
    const chunk = await subsidy.chunks.find(chunkIdOf(batch.id, 1, 1));
    if (!chunk) return [];
    await calculateChunk(subsidy, batch, chunk, plainStep);
    const held = await subsidy.heldLines.page(JINHUA, batch.id, { after: null, limit: 9 });
    return [...(await subsidy.items.ofChunk(chunk.id)).map(({ due, amountFen, way }) => `${due.period} ${way} ${amountFen}`), ...held.map(({ due, codes }) => `${due.period} held ${codes.join()}`)];
  }
  const paid = (chunkOf: string) => subsidy.connection.db.collection<{ _id: string; chunk: string }>('items').updateMany({ chunk: { $gte: `330700.post-allowance.${chunkOf}.1-`, $lt: `330700.post-allowance.${chunkOf}.1.` } }, { $set: { state: 'settled' } });

  it('are a decision beside the first, with a receipt of its own, on record and told', async () => {
    const before = await claimed();
    const outcome = await correct(before.id, 1, { ...STATED, level: 'senior-technician' });
    expect(outcome).toMatchObject({ ok: true, value: { outcome: 'granted', receiptId: before.receiptId, corrections: [{ number: 1, from: '2026-12', outcome: 'granted' }] } });
    const [first, second] = await Promise.all([0, 1].map((decision) => subsidy.claims.receipt(JINHUA, before.id, decision)));
    expect([first?.id, second?.json]).toEqual([before.receiptId, expect.stringContaining('"amountFen":100000')]);
    expect((await subsidy.claims.receipt(JINHUA, before.id))?.id).toBe(second?.id);
    const [grant] = await subsidy.grants.find([before.id]);
    expect(grant).toMatchObject({ facts: { level: 'technician' }, corrected: [{ from: '2026-12', facts: { level: 'senior-technician' } }], recheck: { from: '2026-11' } });
    const entry = await subsidy.connection.db.collection('audit_entries').findOne({ kind: 'claim.corrected' });
    expect(entry).toMatchObject({ actorId: 'zhang', object: before.id });
    expect(await subsidy.connection.db.collection('outbox').countDocuments({ key: token(), event: /claim\.corrected/ })).toBe(1);
  });

  it('decide month M with the facts of month M: earlier months as they were, later ones otherwise', async () => {
    const { id } = await claimed();
    await correct(id, 1, { ...STATED, level: 'senior-technician' });
    expect(await batchOf('2027-01')).toEqual(['2026-11 pay 60000', '2026-12 pay 100000', '2027-01 pay 100000']);
  });

  it('come to the difference in the next batch: up', async () => {
    const { id } = await claimed();
    expect(await batchOf('2026-11')).toEqual(['2026-11 pay 60000']);
    await paid('2026-11');
    await correct(id, 1, { ...STATED, level: 'senior-technician' }, '2026-11');
    expect(await batchOf('2026-12')).toEqual(['2026-11 pay 40000', '2026-12 pay 100000']);
  });

  it('or down, where the facts take a month away that was paid', async () => {
    const { id } = await claimed();
    await batchOf('2026-11');
    await paid('2026-11');
    await correct(id, 1, { ...STATED, occupationInShortage: false }, '2026-11');
    expect(await batchOf('2026-12')).toEqual(['2026-11 claim-back -60000', '2026-12 held condition-failed']);
    expect((await subsidy.claims.counts(JINHUA)).map(({ outcome, claims }) => [outcome, claims])).toEqual([['refused', 1]]);
  });

  it('open the grant of a claim that was refused, once they are right', async () => {
    const before = await claimed({ ...STATED, level: 'senior' });
    expect([before.outcome, before.grantId]).toEqual(['refused', null]);
    expect(await correct(before.id, 1, STATED)).toMatchObject({ ok: true, value: { corrections: [{ outcome: 'granted', grantId: before.id }] } });
    expect(await batchOf('2027-01')).toEqual(['2026-12 pay 60000', '2027-01 pay 60000']);
  });

  it('are not stated on a version that was not seen: of two at once one is refused', async () => {
    const { id } = await claimed();
    const outcomes = await Promise.all([correct(id, 1, { ...STATED, level: 'senior-technician' }), correct(id, 1, { ...STATED, occupationInShortage: false })]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'precondition.failed' } });
    const [grant] = await subsidy.grants.find([id]);
    expect(grant?.corrected).toHaveLength(1);
  });

  it('free what is paid once, so that the next batch makes the difference', async () => {
    const facts = { newlyCertified: true, standardFen: 280_000, occupationInShortage: false };
    const done = await subsidy.claimService.claim({ city: JINHUA, person: token(), entitlement: 'jinhua/7/certificate-training', subject: 'training-1', period: month('2026-11'), facts, origin: 'api', source: 'api' }, { actor: 'zhang', source: 'tests' });
    if (!done.ok) throw new Error(done.refusal.code);
    expect(await batchOf('2026-11')).toEqual(['2026-11 pay 280000']);
    await paid('2026-11');
    await correct(done.value.decided.id, 1, { ...facts, standardFen: 300_000 }, '2026-11');
    expect(await batchOf('2026-12')).toEqual(['2026-11 pay 20000']);
  });

  describe('by the persons\' roster', () => {
    it('have the months decided anew that the changed employment bears on', async () => {
      const { id } = await claimed();
      await batchOf('2026-11');
      await paid('2026-11');
      await settledLongAgo();
      expect(await batchOf('2026-12')).toEqual(['2026-12 pay 60000']);
      await subsidy.items.discardBatch('330700.post-allowance.2026-12.1');
      await persons({ employedUntil: '2026-11-15' });
      expect(await subsidy.grants.find([id])).toMatchObject([{ recheck: { from: '2026-11' } }]);
      expect(await batchOf('2027-01')).toEqual(['2026-11 claim-back -60000', '2026-12 held condition-failed', '2027-01 held condition-failed']);
    });

    it('and leave alone what they do not change', async () => {
      const { id } = await claimed();
      await settledLongAgo();
      await persons({ district: '金东区', employerCreditCode: personRow(1)['employerCreditCode'] ?? '' });
      const [grant] = await subsidy.grants.find([id]);
      expect(grant && 'recheck' in grant ? grant.recheck?.from : null).toBe(null);
    });
  });

  /** The recheck of the grant's opening is done: as if an approved batch had been planned long after. */
  async function settledLongAgo(): Promise<void> {
    await subsidy.connection.db.collection('grants').updateMany({}, { $unset: { recheck: '' } });
  }
});
