import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { itemNo } from '../item/item.builders.js';
import { personNo, tokenNo } from '../person/person.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import type { By } from '../shared/by.js';
import type { AccountChangeOutcome } from './account-change.service.js';
import type { KeptAccountChange } from './account-change.store.js';

const ON = day('2026-11-24');
const AFTER = day('2026-11-28');
const by = (actor: string, on = ON): By => ({ city: JINHUA, actor, on, source: '10.0.0.7' });
const NEW = { bankAccount: personNo(9).identity.bankAccount, accountHolder: personNo(1).identity.accountHolder };
const done = (outcome: AccountChangeOutcome): KeptAccountChange => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.value;
};
const codeOf = (outcome: AccountChangeOutcome): string => (outcome.ok ? 'done' : outcome.refusal.code);

describe('a payee who changes account', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => {
    subsidy = await testSubsidy();
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    await subsidy.persons.save([personNo(1)], 'tests');
    await subsidy.items.add([itemNo(1, { state: 'returned', reason: 'AC06' })]);
  });

  const service = () => subsidy.accountChangeService;
  const propose = (): Promise<AccountChangeOutcome> => service().propose(by('zhang'), tokenNo(1), NEW, 'the old one is closed');
  const cooling = async (): Promise<KeptAccountChange> => {
    const { change, version } = done(await propose());
    return done(await service().confirm(by('li'), change.id, version));
  };
  const account = async (): Promise<string | undefined> => (await subsidy.persons.identities(JINHUA, [tokenNo(1)])).get(tokenNo(1))?.bankAccount;
  async function toCarry(): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const item of subsidy.items.toCarry(JINHUA, ['jinhua/7/post-allowance'])) ids.push(item.id);
    return ids;
  }

  it('is paid into the old one until the change has cooled, then into the new one, and what came back goes out again', async () => {
    await cooling();
    expect(await service().takeEffectAll(JINHUA, day('2026-11-27'))).toBe(0);
    expect(await account()).toBe(personNo(1).identity.bankAccount);
    expect(await toCarry()).toEqual([]);
    expect(await service().takeEffectAll(JINHUA, AFTER)).toBe(1);
    expect(await account()).toBe(NEW.bankAccount);
    expect(await toCarry()).toEqual([itemNo(1).id]);
    expect(await service().takeEffectAll(JINHUA, AFTER)).toBe(0);
  });

  it('is told at every step, and no event names an account', async () => {
    await cooling();
    await service().takeEffectAll(JINHUA, AFTER);
    const events = await subsidy.connection.db.collection('outbox').find().toArray();
    expect(events.map((event) => JSON.stringify(event)).filter((event) => event.includes('account-change'))).toHaveLength(3);
    expect(JSON.stringify(events)).not.toContain(NEW.bankAccount);
    const kept = JSON.stringify(await subsidy.connection.db.collection('account_changes').find().toArray());
    expect(kept).not.toContain(NEW.bankAccount);
  });

  it('keeps the old account where the payee objects in time', async () => {
    const { change, version } = await cooling();
    done(await service().withdraw(by('chen'), change.id, version, 'the payee knows nothing of it'));
    await service().takeEffectAll(JINHUA, day('2027-01-01'));
    expect(await account()).toBe(personNo(1).identity.bankAccount);
  });

  it('has one open change at a time, and the same again is the same', async () => {
    const first = done(await propose());
    expect(done(await propose()).change.id).toBe(first.change.id);
    expect(codeOf(await service().propose(by('zhang'), tokenNo(1), { ...NEW, bankAccount: personNo(8).identity.bankAccount }, 'another'))).toBe('account-change.open-already');
  });

  it.each<[string, Partial<typeof NEW>, string]>([
    ["somebody else's name", { accountHolder: '别人' }, 'account-change.not-own-name'],
    ['what is no card', { bankAccount: '6222020000000000002' }, 'account-change.no-card-number'],
  ])('is refused %s', async (_what, change, code) => {
    expect(codeOf(await service().propose(by('zhang'), tokenNo(1), { ...NEW, ...change }, 'why'))).toBe(code);
  });

  it('is refused what it is already, but where a line came back: that the account is right after all is said by two as well', async () => {
    const same = { ...NEW, bankAccount: personNo(1).identity.bankAccount };
    const { change, version } = done(await service().propose(by('zhang'), tokenNo(1), same, 'the bank was wrong'));
    await service().confirm(by('li'), change.id, version);
    await service().takeEffectAll(JINHUA, AFTER);
    expect(await toCarry()).toEqual([itemNo(1).id]);
    expect(await subsidy.items.owed(JINHUA, { person: tokenNo(1), after: null, limit: 9 })).toEqual([]);
    expect(codeOf(await service().propose(by('zhang'), tokenNo(1), same, 'again'))).toBe('account-change.same-account');
  });

  it('is confirmed on what was seen, by another person, and in its own city', async () => {
    const { change, version } = done(await propose());
    expect(codeOf(await service().confirm(by('zhang'), change.id, version))).toBe('account-change.own-proposal');
    expect(codeOf(await service().confirm(by('li'), change.id, version + 1))).toBe('precondition.failed');
    expect(codeOf(await service().confirm({ ...by('li'), city: WENZHOU }, change.id, version))).toBe('account-change.unknown');
  });

  it('is not changed by a roster: what the file says is proposed, and the rest of the row is taken', async () => {
    const roster = (change: object) => subsidy.persons.save([personNo(1, { district: '金东区', identity: { ...personNo(1).identity, ...change } })], 'a file', service().proposalsOf(by('zhang')));
    expect(await roster({ bankAccount: NEW.bankAccount })).toEqual({ saved: 1, unchanged: 0, refused: [] });
    expect(await account()).toBe(personNo(1).identity.bankAccount);
    expect((await subsidy.persons.masked(JINHUA, tokenNo(1)))?.district).toBe('金东区');
    expect((await subsidy.accountChanges.page(JINHUA, { status: 'proposed', after: null, limit: 9 })).map(({ change }) => change.account.bankAccount)).toEqual([NEW.bankAccount]);
    expect(await roster({ bankAccount: personNo(8).identity.bankAccount })).toMatchObject({ saved: 0, refused: [{ token: tokenNo(1), code: 'roster.account-changing' }] });
    expect(await roster({ accountHolder: '别人' })).toMatchObject({ saved: 0, refused: [{ code: 'roster.account-not-own' }] });
  });

  it('is found by what waits for the day, without looking at all the others', async () => {
    await cooling();
    const explained = await subsidy.connection.db.collection('account_changes').find({ city: JINHUA, 'change.status': 'cooling', 'change.coolsUntil': { $lt: '2026-12-01' } }).sort({ 'change.coolsUntil': 1 }).explain('executionStats');
    expect((explained as { executionStats: { totalDocsExamined: number; nReturned: number } }).executionStats).toMatchObject({ totalDocsExamined: 1, nReturned: 1 });
  });
});
