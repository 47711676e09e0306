import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { creditBarLifted, creditBarred, eventOf, type EventOf } from '@gongjiang/contracts';
import { day, month, type CityCode, type Day } from '@gongjiang/kernel';
import { PoisonEvent } from '@gongjiang/messaging';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { ChunkMonth } from '../chunk/chunk.fixture.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { allowanceRow } from '../claim/claim.builders.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { csvOf } from '../import/roster.builders.js';
import { EMPLOYER, personNo, personRow, tokenNo } from '../person/person.builders.js';
import { TestApi } from '../subsidy.http.fixture.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { CreditBarsFromEvents } from './credit-bar.events.js';
import { NOVEMBER } from './person-check.builders.js';

const AT = new Date('2026-11-02T08:00:00Z');
type Barred = EventOf<typeof creditBarred>['data'];

function barred(overrides: Partial<Barred> = {}, { city = JINHUA, sequence = 1 } = {}): EventOf<typeof creditBarred> {
  const data: Barred = { barId: 'bar-1', subject: { kind: 'person', id: tokenNo(1) }, barredFrom: day('2026-09-10'), barredUntil: null, ...overrides };
  return eventOf(creditBarred, { city, subject: data.barId, sequence, time: AT, data });
}
function lifted(freeFrom: string, { barId = 'bar-1', sequence = 2 } = {}): EventOf<typeof creditBarLifted> {
  return eventOf(creditBarLifted, { city: JINHUA, subject: barId, sequence, time: AT, data: { barId, subject: { kind: 'person', id: tokenNo(1) }, freeFrom: freeFrom as Day } });
}

describe('bars of the credit file', () => {
  let api: TestApi;
  let subsidy: TestSubsidy;
  let bars: CreditBarsFromEvents;
  beforeAll(async () => {
    api = await TestApi.start();
    subsidy = api.subsidy;
    bars = new CreditBarsFromEvents({ ...subsidy, bars: subsidy.creditBars }, subsidy.changes);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    await subsidy.empty();
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open([allowanceOf(1), allowanceOf(2), trainingOf(1, { spentIn: CHUNK_ID })], transactionOf(session)));
    await subsidy.connection.db.collection('grants').updateMany({}, { $unset: { recheck: 1 } });
  });

  const standing = async (): Promise<unknown> => [...(await subsidy.creditBars.standing(JINHUA, [tokenNo(1), tokenNo(2)]))].map(([token, own]) => [token, own.map(({ barredFrom, barredUntil }) => [barredFrom, barredUntil])]);
  const grants = async () => new Map((await subsidy.grants.find([allowanceOf(1), allowanceOf(2), trainingOf(1)].map(({ id }) => id))).map((grant) => [grant.id, grant]));

  it('stand from the event on, and end by another', async () => {
    await bars.onBarred([barred()]);
    expect(await standing()).toEqual([[tokenNo(1), [['2026-09-10', undefined]]]]);
    await bars.onLifted([lifted('2026-11-16')]);
    expect(await standing()).toEqual([[tokenNo(1), [['2026-09-10', '2026-11-15']]]]);
  });

  it('come to the same in whatever order and however often they come', async () => {
    const steps = [() => bars.onBarred([barred()]), () => bars.onLifted([lifted('2026-11-16')]), () => bars.onBarred([barred({ barredUntil: day('2026-12-31') }, { sequence: 3 })]), () => bars.onLifted([lifted('2026-10-01', { sequence: 4 })])];
    const orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2, 0, 1], [2, 0, 3, 1, 3]];
    for (const order of orders) {
      await subsidy.connection.db.collection('credit_bars').deleteMany({});
      for (const at of order) await steps[at]?.();
      expect(await standing()).toEqual([[tokenNo(1), [['2026-09-10', '2026-09-30']]]]);
    }
  });

  it('have what they change decided afresh, from their first month on, and nobody else\'s; heard twice they do nothing', async () => {
    await bars.onBarred([barred()]);
    const after = await grants();
    expect(after.get(allowanceOf(1).id)).toMatchObject({ recheck: { from: '2026-09' } });
    expect(after.get(allowanceOf(2).id)).not.toHaveProperty('recheck');
    expect(after.get(trainingOf(1).id)).toMatchObject({ spentIn: null });
    const entries = () => subsidy.connection.db.collection('audit_entries').find({ kind: /^credit/ }).toArray();
    await bars.onBarred([barred()]);
    expect((await entries()).map((entry) => [entry['kind'], entry['actorId'], entry['object']])).toEqual([['credit.barred', 'event', 'bar-1']]);
    await bars.onLifted([lifted('2026-11-16')]);
    expect((await entries()).map((entry) => String(entry['kind'])).sort()).toEqual(['credit.barred', 'credit.lifted']);
  });

  it('hold the months that they bar, and say so', async () => {
    const month_ = await ChunkMonth.planned(subsidy, { residents: [1, 2].map((n) => personNo(n)), due: [1, 2].map((n) => allowanceOf(n, { firstMonth: NOVEMBER })), before: () => bars.onBarred([barred()]) });
    await month_.calculate();
    expect((await subsidy.items.ofChunk(CHUNK_ID)).map(({ due }) => due.person)).toEqual([tokenNo(2)]);
    const { body } = await api.get(`/person-checks/findings?batch=${month_.batch.id}`, { as: ['handler'] });
    expect(body['items']).toEqual([expect.objectContaining({ person: tokenNo(1), period: NOVEMBER, reasons: [expect.objectContaining({ code: 'barred', zh: expect.stringMatching(/诚信/) })] })]);
  });

  it('refuse a claim whose first month they bar', async () => {
    await api.post('/imports/persons', { as: ['handler'], csv: csvOf([personRow(1), personRow(2)]) });
    const person = (n: number) => subsidy.tokenizer.tokenOf(JINHUA, personRow(n)['identityNumber'] ?? '');
    await bars.onBarred([barred({ subject: { kind: 'person', id: person(1) } })]);
    await api.post('/imports/claims?entitlement=jinhua/7/post-allowance', { as: ['handler'], csv: csvOf([1, 2].map((n) => allowanceRow(n, { firstMonth: month('2026-11') }))) });
    const claims = await subsidy.claims.page(JINHUA, { outcome: null, after: null, limit: 10 });
    expect(new Map(claims.map((claim) => [claim.person, [claim.outcome, ...claim.codes]]))).toEqual(new Map([[person(1), ['refused', 'barred']], [person(2), ['granted']]]));
  });

  it('of organisations are found under the token that the registry has for them', async () => {
    await bars.onBarred([barred({ subject: { kind: 'enterprise', id: EMPLOYER } })]);
    const token = subsidy.tokenizer.organisationTokenOf(JINHUA, EMPLOYER);
    expect((await subsidy.creditBars.standing(JINHUA, [token])).get(token)).toMatchObject([{ subject: { kind: 'enterprise', id: token } }]);
  });

  it.each<[string, EventOf<typeof creditBarred>]>([
    ['that ends before it starts', barred({ barredUntil: day('2026-09-09') })],
    ['of nobody who can be barred', barred({ subject: { kind: 'person', id: 'somebody' } })],
    ['of an organisation without a code', barred({ subject: { kind: 'enterprise', id: tokenNo(1) } })],
  ])('one %s is a dead letter and leaves nothing', async (_what, event) => {
    await expect(bars.onBarred([event])).rejects.toThrow(PoisonEvent);
    expect(await subsidy.connection.db.collection('credit_bars').countDocuments()).toBe(0);
  });

  it('stay in their city, and those of a city that is not served stay out', async () => {
    await bars.onBarred([barred({}, { city: WENZHOU }), barred({ barId: 'bar-9' }, { city: '330100' as CityCode })]);
    expect(await standing()).toEqual([]);
    expect(await subsidy.connection.db.collection('credit_bars').countDocuments()).toBe(1);
  });

  it('are found by the index', async () => {
    const plan = await subsidy.connection.db.collection('credit_bars').find({ city: JINHUA, 'subject.id': { $in: [tokenNo(1), tokenNo(2)] } }).explain();
    expect(JSON.stringify(plan)).toContain('"indexName":"city_1_subject.id_1"');
  });
});
