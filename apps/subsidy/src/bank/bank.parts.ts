import { loadBankProfiles, openBankFileCodec, type BankFileCodec, type BankProfile, type Payer } from '@gongjiang/bank-files';
import { controlTotalsOf, type PaymentMessage } from '@gongjiang/contracts';
import { day, fen, type CityCode, type Clock } from '@gongjiang/kernel';
import type { BusinessDates } from '../business-date/business-date.js';
import type { City } from '../city/city.js';
import type { CityStore } from '../city/city.store.js';
import { AskingPace } from './asking-pace.js';
import { HttpBankDoor } from './bank-door.http-client.js';
import { HttpBank, type BankAddress } from './bank.http-client.js';
import type { Bank, BankOf } from './bank.js';
import { chinaTime } from './china-time.js';
import { FileCarrier } from './file.carrier.js';
import type { OutgoingStore } from './outgoing.store.js';
import { PreparedBank, type Desk } from './prepared.bank.js';

export interface BankNeeds {
  readonly cities: CityStore;
  readonly dates: Pick<BusinessDates, 'today'>;
  readonly clock: Clock;
  readonly outgoing: OutgoingStore;
}

export interface BankSettings {
  readonly address: BankAddress;
  /** How often a bank is asked for an answer file that was not there. */
  readonly askEveryMs: number;
  /** A folder with the profiles of this installation, in the place of those that come with the platform. */
  readonly profilesFolder: string | undefined;
}

/** Each city's bank. Throws at the start where a city names a profile that is not there, or one that its files cannot go by. */
export async function bankParts(needs: BankNeeds, { address, askEveryMs, profilesFolder }: BankSettings): Promise<BankOf> {
  const codec = await openBankFileCodec();
  const profiles = loadBankProfiles(profilesFolder);
  const pace = new AskingPace(needs.clock, askEveryMs);
  const banks = new Map<CityCode, Bank>(needs.cities.all().map((city) => {
    const profile = profileOf(city, profiles);
    const desk: Desk = { profile, codec, outgoing: needs.outgoing, sending: sendingOf(needs, city) };
    checkHead(codec, profile, city);
    const carrier = profile.kind === 'interface' ? new HttpBank(address) : new FileCarrier({ profile, codec, pace, door: new HttpBankDoor(address, profile.id) });
    return [city.code, new PreparedBank(desk, carrier)];
  }));
  return (city) => {
    const bank = banks.get(city);
    if (!bank) throw new Error(`This installation has no bank for the city ${city}`);
    return bank;
  };
}

function profileOf({ code, bank }: City, profiles: ReadonlyMap<string, BankProfile>): BankProfile {
  const id = bank.profile ?? 'interface';
  const profile = profiles.get(id);
  if (!profile) throw new Error(`City ${code}, bank.profile: there is no profile ${id}; there are ${[...profiles.keys()].join(', ')}`);
  if (profile.kind !== 'interface' && !bank.payer) throw new Error(`City ${code}, bank.payer: name and bankNumber are needed, since files go out by ${id}`);
  const agreed = Object.fromEntries(Object.entries(bank.limits ?? {}).filter(([, limit]) => limit !== undefined));
  return { ...profile, limits: { ...profile.limits, ...agreed } };
}

/** Nobody's name stands in a message of the interface. */
const NO_PAYER: Payer = { name: '-', bankNumber: '000000000000' };

function sendingOf({ clock, dates }: BankNeeds, { code, bank }: City): Desk['sending'] {
  return async () => ({ payer: bank.payer ?? NO_PAYER, madeAt: chinaTime(clock.now()), executeOn: await dates.today(code) });
}

/** One payment to nobody, written and thrown away: what the city's own name and account break, they break now. */
function checkHead(codec: BankFileCodec, profile: BankProfile, { code, bank, debtorAccount }: City): void {
  const payments = [{ endToEndId: 'GJ', amountFen: fen(1), creditorName: '无', creditorAccount: '0'.repeat(16), purpose: '无' }];
  const message: PaymentMessage = { messageId: 'GM', paymentInformationId: 'GP', debtorAccount, currency: 'CNY', ...controlTotalsOf(payments), payments };
  const anyAccount: BankProfile = { ...profile, accounts: 'digits' };
  const prepared = codec.prepare(anyAccount, message, { payer: bank.payer ?? NO_PAYER, madeAt: '2000-01-01T00:00:00+08:00', executeOn: day('2000-01-01') });
  if (!prepared.ok) throw new Error(`City ${code}: its bank's files cannot be written (${prepared.refusal.code} ${JSON.stringify(prepared.refusal.details ?? {})}); mend bank.payer or debtorAccount`);
}
