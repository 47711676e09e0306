import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JINHUA } from '../city/city.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { bankAccountNo, personNo, tokenNo } from './person.builders.js';
import type { Person } from './person.js';
import type { OtherAccount } from './person.store.js';

const withAccount = (n: number, account: number, district = '婺城区'): Person => personNo(n, { district, identity: { ...personNo(n).identity, bankAccount: bankAccountNo(account) } });

describe('persons that a roster brings while others are at work', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => {
    subsidy = await testSubsidy();
  });
  afterAll(() => subsidy.close());
  beforeEach(() => subsidy.empty());

  const accountOf = async (n: number): Promise<string | undefined> => (await subsidy.persons.identities(JINHUA, [tokenNo(n)])).get(tokenNo(n))?.bankAccount;
  /** Proposes every other account, and remembers for whom; something may happen in the moment of the first. */
  function proposing(meanwhile: () => Promise<void> = async () => undefined): OtherAccount & { readonly asked: Person[] } {
    const asked: Person[] = [];
    return Object.assign(async (person: Person) => {
      if (asked.push(person) === 1) await meanwhile();
      return undefined;
    }, { asked });
  }

  it('keep the account to which two persons changed them in this moment, and are proposed another once', async () => {
    await subsidy.persons.save([personNo(1), personNo(2)], 'an earlier file');
    const toThird = (): Promise<void> => subsidy.changes.inOneWrite((transaction) => subsidy.persons.changeAccount(JINHUA, tokenNo(1), { bankAccount: bankAccountNo(3), accountHolder: personNo(1).identity.accountHolder }, transaction));
    const propose = proposing(toThird);
    expect(await subsidy.persons.save([withAccount(1, 9, '金东区'), withAccount(2, 2, '金东区')], 'a file', propose)).toEqual({ saved: 2, unchanged: 0, refused: [] });
    expect([await accountOf(1), await accountOf(2)]).toEqual([bankAccountNo(3), bankAccountNo(2)]);
    expect(propose.asked.map(({ token }) => token)).toEqual([tokenNo(1)]);
    expect((await subsidy.persons.masked(JINHUA, tokenNo(1)))?.district).toBe('金东区');
  });

  it('are told from those who are there, also behind a lot of which nobody was known', async () => {
    const save = (source: string, ...persons: readonly Person[]) => subsidy.persons.save(persons, source, proposals);
    const proposals = proposing();
    expect(await save('one file', personNo(1), personNo(2))).toEqual({ saved: 2, unchanged: 0, refused: [] });
    expect(await save('one file', personNo(2), withAccount(1, 9, '金东区'), personNo(3))).toEqual({ saved: 3, unchanged: 0, refused: [] });
    expect(await save('other file', personNo(3), personNo(4))).toEqual({ saved: 1, unchanged: 1, refused: [] });
    expect(await save('other file', personNo(5), personNo(6))).toEqual({ saved: 2, unchanged: 0, refused: [] });
    expect(await save('other file', personNo(5), withAccount(6, 6, '金东区'), personNo(1, { district: '金东区' }))).toEqual({ saved: 2, unchanged: 1, refused: [] });
    expect(proposals.asked.map(({ token }) => token)).toEqual([tokenNo(1)]);
    expect(await accountOf(1)).toBe(bankAccountNo(1));
  });

  it('do not have their account replaced by a second file that brought them at the same time: it proposes its own', async () => {
    const numbers = Array.from({ length: 40 }, (_, n) => n + 1);
    const proposals = proposing();
    const [one, other] = await Promise.all([0, 1_000].map((account, n) => subsidy.persons.save(numbers.map((person) => withAccount(person, person + account)), `file ${n}`, proposals)));
    expect((one?.saved ?? 0) + (one?.unchanged ?? 0)).toBe(40);
    expect((other?.saved ?? 0) + (other?.unchanged ?? 0)).toBe(40);
    expect(new Set(proposals.asked.map(({ token }) => token)).size).toBe(40);
    const paidInto = await Promise.all(numbers.map(async (n) => [bankAccountNo(n), bankAccountNo(n + 1_000)].indexOf((await accountOf(n)) ?? '')));
    for (const { token, identity } of proposals.asked) expect(identity.bankAccount).not.toBe(await accountOf(numbers.find((n) => tokenNo(n) === token) ?? 0));
    expect(paidInto).not.toContain(-1);
  });
});
