import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { day, fen, type Year } from '@gongjiang/kernel';
import { OFFICERS, TOTALS } from '../batch/batch.builders.js';
import { done, Office } from '../batch/batch.fixture.js';
import { cityOf, JINHUA, WENZHOU } from '../city/city.builders.js';
import { itemNo } from '../item/item.builders.js';
import { personNo, tokenNo } from '../person/person.builders.js';
import { TestApi } from '../subsidy.http.fixture.js';
import { setBudget } from '../fund/fund.fixture.js';

describe('the work list', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
    const { subsidy } = api;
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000_000));
    await subsidy.persons.save([personNo(1)], 'tests');
    // The second person's line came back; so did the first one's, whose other account is proposed already.
    await subsidy.items.add([1, 2].map((n) => itemNo(n, { state: 'returned', reason: 'AC04', returnedOn: day('2026-11-22') })));
    const office = new Office(subsidy);
    const calculated = await office.completeCalculation(await office.startCalculation(await office.open()), TOTALS);
    await office.takeTo('cleared', done(await office.submit(calculated)));
    const by = { city: JINHUA, actor: 'zhou', on: day('2026-11-24'), source: '10.0.0.7' };
    await subsidy.accountChangeService.propose(by, tokenNo(1), { bankAccount: personNo(9).identity.bankAccount, accountHolder: personNo(1).identity.accountHolder }, 'closed');
    await subsidy.statements.openCases([{ id: 'a-case', city: JINHUA, account: cityOf().debtorAccount, day: day('2026-11-20'), status: 'open', mismatch: { kind: 'unknown-id', entryReference: 'x', endToEndId: 'GJx', bookedFen: fen(1), expectedFen: null } }]);
  });
  afterAll(() => api.close());

  const waiting = async (role: 'handler' | 'reviewer' | 'approver' | 'finance' | 'releaser', subject: string, city = JINHUA): Promise<readonly string[]> => {
    const { body } = await api.get('/work-list', { as: [role], subject, city });
    return (body['items'] as readonly { kind: string; step: string }[]).map(({ kind, step }) => `${kind} ${step}`);
  };

  it('shows each officer what waits for them', async () => {
    expect(await waiting('approver', OFFICERS.approver)).toContain('batch approval');
    expect(await waiting('reviewer', OFFICERS.reviewer)).toEqual(['account-change confirmation']);
    expect(await waiting('finance', 'ma')).toContain('reconciliation-case owner');
    expect(await waiting('releaser', OFFICERS.releaser)).toEqual([]);
  });

  it('shows a line that came back until somebody proposes another account', async () => {
    expect((await waiting('handler', 'zhang')).filter((work) => work.startsWith('owed-line'))).toEqual(['owed-line account-changes']);
    expect((await api.get('/owed-lines', { as: ['handler'] })).body['items']).toMatchObject([{ id: itemNo(1).id }, { id: itemNo(2).id, state: 'returned', reason: 'AC04' }]);
    expect((await api.get('/owed-lines', { as: ['handler'], city: WENZHOU })).body['items']).toEqual([]);
  });

  it('does not show what another part of was theirs, nor another city\'s', async () => {
    expect(await waiting('approver', OFFICERS.handler)).toEqual([]);
    expect(await waiting('reviewer', 'zhou')).toEqual([]);
    expect(await waiting('approver', OFFICERS.approver, WENZHOU)).toEqual([]);
  });
});
