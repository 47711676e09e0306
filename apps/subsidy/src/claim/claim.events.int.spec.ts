import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { baseAccredited, medalWon, personTimesCounted, titleGranted, type CloudEvent } from '@gongjiang/contracts';
import { month } from '@gongjiang/kernel';
import { PoisonEvent } from '@gongjiang/messaging';
import { chunkIdOf } from '../batch/batch.range.js';
import { batchIn, draftBatch } from '../batch/batch.builders.js';
import { calculateChunk } from '../chunk/chunk.calculate.js';
import { plainStep } from '../chunk/chunk.step.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { csvOf, uploadOf } from '../import/roster.builders.js';
import { importRoster, type Imported } from '../import/roster.import.js';
import { organisationRoster } from '../person/organisation.roster.js';
import { EMPLOYER, tokenNo } from '../person/person.builders.js';
import { planPopulation } from '../population/population.planner.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { organisationRow, startingEvent } from './claim.builders.js';
import { ClaimsFromEvents } from './claim.events.js';

type Row = Readonly<Record<string, string>>;
const OTHER_CODE = baseAccredited.example.organisation;

describe('without an application', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(() => subsidy.empty());

  async function organisations(...rows: readonly Row[]): Promise<Imported['report']> {
    const imported = await importRoster(subsidy.imports, JINHUA, organisationRoster({ ...subsidy, city: JINHUA }), uploadOf(csvOf(rows)));
    if (!imported.ok) throw new Error(imported.refusal.code);
    return imported.value.report;
  }
  const heard = (...events: readonly CloudEvent[]) => new ClaimsFromEvents(subsidy, subsidy.claimService).onEvents(events);
  const organisation = (code = EMPLOYER) => subsidy.tokenizer.organisationTokenOf(JINHUA, code);
  const decided = async () => (await subsidy.claims.page(JINHUA, { outcome: null, after: null, limit: 99 })).map(({ entitlement, outcome, codes }) => [entitlement, outcome, ...codes].join(' ')).sort();
  const listing = (data: Parameters<typeof startingEvent<typeof baseAccredited>>[1] = {}) => startingEvent(baseAccredited, { organisation: EMPLOYER, ...data });
  const count = (data: Parameters<typeof startingEvent<typeof personTimesCounted>>[1] = {}) => startingEvent(personTimesCounted, { organisation: EMPLOYER, year: 2025, ...data });

  it('a title and a medal are claims of persons, and granted', async () => {
    await heard(startingEvent(titleGranted, { person: tokenNo(1) }), startingEvent(medalWon, { person: tokenNo(2) }));
    expect(await decided()).toEqual(['jinhua/1/artisan-title granted', 'jinhua/2/worldskills-medal granted']);
    const receipts = await Promise.all((await subsidy.claims.page(JINHUA, { outcome: null, after: null, limit: 9 })).map(({ id }) => subsidy.claims.receipt(JINHUA, id)));
    expect(receipts.map((receipt) => /"amountFen":(\d+)/.exec(receipt?.json ?? '')?.[1])).toEqual(['1000000', '200000000']);
  });

  it('a listing, a base\'s count and a centre\'s count are claims of organisations, by the kind that the registry says', async () => {
    expect(await organisations(organisationRow(), organisationRow({ creditCode: OTHER_CODE, kind: 'institution' }))).toMatchObject({ taken: 2, refused: 0 });
    await heard(listing(), count(), count({ kind: 'enterprise-training-centre', baseId: 'centre-1', aboveScale: true }), count({ kind: 'enterprise-training-centre', baseId: 'centre-2', organisation: OTHER_CODE, aboveScale: true }));
    expect(await decided()).toEqual([
      'jinhua/8/public-training-base granted', 'jinhua/8/superior-base-match granted', 'jinhua/9/enterprise-training-centre granted', 'jinhua/9/enterprise-training-centre refused beneficiary-kind',
    ]);
    expect((await subsidy.grants.find([`${JINHUA}${organisation()}|jinhua/9/enterprise-training-centre|centre-1|2025`]))[0]).toMatchObject({ times: 'once', period: '2025', spentIn: null });
  });

  it('each year is a claim of its own where it is paid by the year, and one claim where it is paid once', async () => {
    await organisations(organisationRow());
    await heard(count(), count({ kind: 'enterprise-training-centre', aboveScale: true }), count({ kind: 'enterprise-training-centre', aboveScale: true, year: 2024 }));
    const claims = await subsidy.claims.page(JINHUA, { outcome: null, after: null, limit: 9 });
    expect(claims.map(({ entitlement, period }) => `${entitlement} ${period}`)).toEqual(['jinhua/8/public-training-base 2025-12', 'jinhua/9/enterprise-training-centre 2024', 'jinhua/9/enterprise-training-centre 2025']);
  });

  it('what the event does not know waits for somebody to supply it', async () => {
    await organisations(organisationRow());
    await heard(listing({ superiorAmountFen: undefined }));
    expect(await decided()).toEqual(['jinhua/8/superior-base-match needs-input missing-fact']);
  });

  it.each<[string, string, () => CloudEvent]>([
    ['of an organisation that is not registered', 'claim.organisation-unknown', () => listing({ organisation: OTHER_CODE })],
    ['of an organisation without a credit code', 'claim.organisation-unfit', () => listing({ organisation: 'a-school' })],
    ['with a subject that names nothing', 'claim.subject-unfit', () => startingEvent(titleGranted, { titleId: '一号' })],
  ])('an event %s goes to the dead letters', async (_what, code, event) => {
    await organisations(organisationRow());
    await expect(heard(event())).rejects.toMatchObject({ code });
    expect(await decided()).toEqual([]);
  });

  it('an organisation that is registered later is claimed for by the event that is replayed', async () => {
    await expect(heard(listing())).rejects.toThrow(PoisonEvent);
    await organisations(organisationRow());
    await heard(listing());
    expect(await decided()).toEqual(['jinhua/8/superior-base-match granted']);
  });

  it('an event that states a known claim otherwise goes to the dead letters; the same again does not, and not even after a correction', async () => {
    await organisations(organisationRow());
    await heard(listing());
    await expect(heard(listing({ superiorAmountFen: 1 as never }))).rejects.toMatchObject({ code: 'claim.claimed-otherwise' });
    const [claim] = await subsidy.claims.page(JINHUA, { outcome: null, after: null, limit: 1 });
    const facts = { listingLevel: 'provincial', firstListing: true, superiorAmountFen: 40_000_000 };
    const target = { city: JINHUA, id: claim?.id ?? '', version: 1, actor: 'zhang', source: 'tests' };
    expect(await subsidy.claimCorrections.correct(target, { from: claim?.period ?? month('2026-06'), facts, reason: 'the notice of the province' })).toMatchObject({ ok: true });
    await heard(listing());
    expect(await subsidy.connection.db.collection('claims').countDocuments()).toBe(1);
  });

  it('of another city without settings is no claim', async () => {
    await heard(startingEvent(titleGranted, {}, WENZHOU), startingEvent(medalWon, {}, WENZHOU));
    expect(await subsidy.connection.db.collection('claims').countDocuments()).toBe(0);
  });

  it('is paid to the organisation\'s account in a batch that pays its entitlement', async () => {
    await organisations(organisationRow());
    await heard(listing(), count({ kind: 'enterprise-training-centre', aboveScale: true }));
    const batch = { ...batchIn('calculating'), entitlements: ['jinhua/8/superior-base-match', 'jinhua/9/enterprise-training-centre'] } as Parameters<typeof planPopulation>[1];
    await planPopulation(subsidy, batch);
    const chunk = await subsidy.chunks.find(chunkIdOf(draftBatch().id, 1, 1));
    if (!chunk) throw new Error('Nothing was due');
    await calculateChunk(subsidy, batch, chunk, plainStep);
    expect((await subsidy.items.ofChunk(chunk.id)).map(({ due, amountFen }) => [due.person, due.entitlement, due.period, amountFen])).toEqual([
      [organisation(), 'jinhua/8/superior-base-match', '2026-06', 50_000_000], [organisation(), 'jinhua/9/enterprise-training-centre', '2025', 5_000_000],
    ]);
    expect((await subsidy.persons.identities(JINHUA, [organisation()])).get(organisation())).toMatchObject({ bankAccount: '3301040160001234567' });
  });

  it('the roster of organisations tells each row that does not fit', async () => {
    const report = await organisations(organisationRow(), organisationRow({ creditCode: OTHER_CODE, kind: 'person' }), organisationRow({ creditCode: `${EMPLOYER.slice(0, -1)}A` }), organisationRow(), organisationRow({ creditCode: OTHER_CODE, bankAccount: '12-34' }));
    expect(report).toMatchObject({ taken: 1, refused: 4, problems: [
      { line: 3, column: 'kind', code: 'roster.not-named' }, { line: 4, column: 'creditCode', code: 'roster.credit-code' }, { line: 5, column: 'creditCode', code: 'roster.repeated' }, { line: 6, column: 'bankAccount', code: 'roster.bank-account' },
    ] });
    expect((await subsidy.persons.facts(JINHUA, [organisation()])).get(organisation())).toMatchObject({ kind: 'enterprise', employment: null, accountIsOwn: true });
  });
});
