import { describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import { JINHUA, WENZHOU, cityOf } from '../city/city.builders.js';
import { CityStore } from '../city/city.store.js';
import type { City } from '../city/city.js';
import { bankParts } from './bank.parts.js';
import type { BankOf } from './bank.js';
import { MemoryOutgoing } from './outgoing.store.memory.fixture.js';

const PAYER = { name: '金华市人力资源和社会保障局', bankNumber: '103100000026' };
const SETTINGS = { address: { url: 'http://127.0.0.1:1', key: 'k', timeoutMs: 500 }, askEveryMs: 0, profilesFolder: undefined };

class OneCity extends CityStore {
  constructor(private readonly city: City) {
    super();
  }
  find(code: City['code']): City | undefined {
    return code === this.city.code ? this.city : undefined;
  }
  all(): readonly City[] {
    return [this.city];
  }
}

const banksOf = (bank: City['bank'], more: Partial<City> = {}): Promise<BankOf> =>
  bankParts({ cities: new OneCity(cityOf({ bank, ...more })), dates: { today: async () => day('2026-11-02') }, clock: { now: () => new Date() }, outgoing: new MemoryOutgoing() }, SETTINGS);

describe('the bank of a city', () => {
  it.each([undefined, 'interface', 'iso20022', 'payroll-gb18030'])('is there for the profile %s', async (profile) => {
    const bankOf = await banksOf({ id: 'paying-bank', payer: PAYER, ...(profile === undefined ? {} : { profile }) });
    expect(bankOf(JINHUA)).toBeDefined();
    expect(() => bankOf(WENZHOU)).toThrow('no bank for the city 330300');
  });

  it.each<[string, City['bank'], Partial<City>, string]>([
    ['a profile that is not there', { id: 'b', profile: 'swift' }, {}, 'bank.profile: there is no profile swift; there are interface, iso20022, payroll-gb18030'],
    ['files in nobody\'s name', { id: 'b', profile: 'iso20022' }, {}, 'bank.payer: name and bankNumber are needed'],
    ['a payer whose name no file carries', { id: 'b', profile: 'iso20022', payer: { ...PAYER, name: '局\u0007' } }, {}, 'bank-file.head'],
    ['an account that breaks the file', { id: 'b', profile: 'payroll-gb18030', payer: PAYER }, { debtorAccount: '3307|1' }, 'bank-file.head'],
  ])('stops the start with %s, and says what to mend', async (_what, bank, more, says) => {
    await expect(banksOf(bank, more)).rejects.toThrow(says);
  });

  it('may have limits of its own, in the place of the profile\'s', async () => {
    await expect(banksOf({ id: 'b', profile: 'iso20022', payer: PAYER, limits: { rows: 500, fileYuan: fen(100_000_000) } })).resolves.toBeDefined();
  });
});
