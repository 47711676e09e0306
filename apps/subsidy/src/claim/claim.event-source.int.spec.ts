import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { month } from '@gongjiang/kernel';
import { parseEvent } from '@gongjiang/contracts';
import { JINHUA } from '../city/city.builders.js';
import { personNo, tokenNo } from '../person/person.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import type { ClaimOrigin, ClaimRequest } from './claim.js';
import { ClaimEventSource } from './claim.event-source.js';

const BY = { actor: 'zhang', source: 'tests' };
const FACTS = { level: 'technician', occupationInShortage: true, employerPaysAllowance: true, firstMonth: '2026-11' };

describe('what is told of claims that came many at once', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    await subsidy.persons.save([1, 2, 3].map((n) => personNo(n)), 'tests');
  });

  const source = () => new ClaimEventSource(subsidy.claims);
  const request = (n: number, origin: ClaimOrigin = 'roster', level = 'technician'): ClaimRequest => ({
    city: JINHUA, person: tokenNo(n), entitlement: 'jinhua/7/post-allowance', subject: `cert-${n}`, period: month('2026-11'), facts: { ...FACTS, level }, origin, source: 'a file',
  });
  const register = (...requests: readonly ClaimRequest[]) => subsidy.claimService.register(JINHUA, requests, BY);
  const outbox = async () => (await subsidy.outbox.next(100)).map(({ value }) => parseEvent(value)).map((event) => (event.ok ? event.value : undefined));

  it('is what claims by interface tell, to the byte but for their origin', async () => {
    await register(request(1), request(2, 'roster', 'senior'));
    const [roster] = await source().next(9);
    await subsidy.empty();
    await subsidy.persons.save([1, 2].map((n) => personNo(n)), 'tests');
    await register(request(1, 'api'), request(2, 'api', 'senior'));
    const plain = (event: unknown): unknown => JSON.parse(JSON.stringify(event, (key, value: unknown) => (key === 'time' || key === 'origin' ? undefined : value)));
    const byId = (events: readonly unknown[]): unknown[] => [...events].map(plain).sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
    expect(roster?.events).toHaveLength(3);
    expect(byId(roster?.events ?? [])).toEqual(byId(await outbox()));
  });

  it.each<[number, string, number]>([[19, 'outbox', 38], [20, 'write', 40]])('of %i claims by events in one write lies in the %s', async (claims, place, events) => {
    await subsidy.persons.save(Array.from({ length: claims }, (_, n) => personNo(n + 1)), 'tests');
    await register(...Array.from({ length: claims }, (_, n) => request(n + 1, 'event')));
    const told = { outbox: await outbox(), write: (await source().next(9)).flatMap((written) => written.events) };
    expect([told.outbox.length, told.write.length]).toEqual(place === 'outbox' ? [events, 0] : [0, events]);
  });

  it('waits until it is marked, is the same each time, and lies in no outbox', async () => {
    await register(request(1));
    await register(request(2), request(3));
    const waiting = await source().next(9);
    expect([waiting.map(({ events }) => events.length), await subsidy.claims.waiting()]).toEqual([[2, 4], 2]);
    expect(await source().next(1)).toEqual(waiting.slice(0, 1));
    await source().markPublished(waiting.slice(0, 1).map(({ key }) => key));
    await source().markPublished(waiting.slice(0, 1).map(({ key }) => key));
    expect([await source().next(9), await subsidy.claims.waiting()]).toEqual([waiting.slice(1), 1]);
    expect(await outbox()).toEqual([]);
  });

  it('is left out while it is on its way, and nothing else with it', async () => {
    await register(request(1));
    await register(request(2), request(3));
    const [first, second] = await source().next(9);
    expect(await source().next(9, [first?.key ?? ''])).toEqual([second]);
    expect(await source().next(9, [first?.key ?? '', second?.key ?? ''])).toEqual([]);
    expect(await source().next(9)).toEqual([first, second]);
  });

  it('goes before what a correction tells, also where the correction is told first', async () => {
    const { decided: [first] } = await register(request(1), request(2));
    const correct = (version: number, level: string) => subsidy.claimCorrections.correct({ city: JINHUA, id: first?.claim.id ?? '', version, ...BY }, { from: month('2026-12'), facts: { ...FACTS, level }, reason: 'the certificate says so' });
    expect(await correct(1, 'senior-technician')).toMatchObject({ ok: true });
    const [waiting] = await source().next(9);
    const own = waiting?.events.filter(({ data }) => (data as { person: string }).person === tokenNo(1));
    const told = await outbox();
    expect(told.filter((event) => event?.subject === first?.claim.id).map((event) => event?.type.split('.').slice(-2)[0])).toEqual(['decided', 'corrected', 'opened']);
    expect(told).toEqual(expect.arrayContaining([...(own ?? [])]));
    await source().markPublished([waiting?.key ?? '']);
    expect(await correct(2, 'technician')).toMatchObject({ ok: true });
    expect((await outbox()).filter((event) => event?.type.includes('decided'))).toHaveLength(1);
  });

  it('is found by an index of its own, however many claims were told before', async () => {
    const plan = await subsidy.connection.db.collection('claim_receipts').find({ 'toTell.at': { $exists: true } }).sort({ 'toTell.at': 1 }).explain('queryPlanner');
    expect(JSON.stringify(plan)).toMatch(/"indexName":"toTell\.at_1"/);
    expect(JSON.stringify(plan)).not.toContain('"COLLSCAN"');
    const counted = JSON.stringify(await subsidy.connection.db.collection('claim_receipts').aggregate([{ $match: { 'toTell.at': { $gt: new Date(0) } } }, { $group: { _id: 1, n: { $sum: 1 } } }]).explain('queryPlanner'));
    expect(counted).toMatch(/"indexName":"toTell\.at_1"/);
    expect(counted).not.toMatch(/"FETCH"|"COLLSCAN"/);
  });
});
