import { controlTotalsOf, type Payment, type PaymentMessage } from '@gongjiang/contracts';
import { day, fen, luhnCheckDigit } from '@gongjiang/kernel';
import fc from 'fast-check';
import type { Sending } from './bank-file.js';
import { unusableCharacter } from './check/characters.js';
import { characterLackedBy } from './delimited/gb18030.js';
import { beginsFormula } from './delimited/rows.js';
import type { BankProfile } from './profile/profile.js';
import type { DelimitedProfile } from './profile/profile.delimited.js';
import type { Iso20022Profile } from './profile/profile.iso20022.js';
import { loadBankProfiles } from './profile/profiles.files.js';
import type { BankFileRefusal, FileResult } from './refusal/faults.js';

const profiles = loadBankProfiles();
export const INTERFACE = profiles.get('interface') as BankProfile;
export const ISO = profiles.get('iso20022') as Iso20022Profile;
export const PAYROLL = profiles.get('payroll-gb18030') as DelimitedProfile;

export const SENDING: Sending = {
  payer: { name: '测试市人力资源和社会保障局', bankNumber: '103100000026' },
  madeAt: '2026-11-21T09:30:00+08:00',
  executeOn: day('2026-11-23'),
};

/** The nth payee's card, with a right check digit; every third is at another bank than the profile's. */
export function cardOf(payee: number): string {
  const digits = `${payee % 3 === 2 ? '621700' : '622848'}${String(payee).padStart(12, '0')}`;
  return digits + luhnCheckDigit(digits);
}

export function paymentOf(endToEndId: string, overrides: Partial<Payment> = {}): Payment {
  return { endToEndId, amountFen: fen(60_000), creditorName: '陈建国', creditorAccount: cardOf(1), purpose: '岗位津贴 2026-11', ...overrides };
}

export function messageOf(payments: Payment[], overrides: Partial<PaymentMessage> = {}): PaymentMessage {
  return { messageId: 'GM1', paymentInformationId: 'GP1', debtorAccount: '3303001000000000001', currency: 'CNY', ...controlTotalsOf(payments), payments, ...overrides };
}

/** A message as large as a chunk. */
export function messageOfMany(count: number): PaymentMessage {
  return messageOf(Array.from({ length: count }, (_, at) => paymentOf(`GJ${String(at).padStart(26, 'a')}`, { creditorAccount: cardOf(at), amountFen: fen(60_000 + at) })));
}

/** Names as people have them, and texts that look like markup, but nothing that no bank file carries. */
const text = (maxLength: number) => fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...'陈建国欧阳买买提阿依古丽䶮㛃·𠮷𬱟'), minLength: 1, maxLength }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength }) },
  { weight: 1, arbitrary: fc.constantFrom('<b>&amp;"\'', ']]>', '<!--x-->', '<?pi?>', '&#65;', "O'Neill & 子") },
).filter((value) => value.length <= maxLength && unusableCharacter(value) === undefined);

const endToEndId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,34}$/);

export const payments: fc.Arbitrary<Payment[]> = fc.uniqueArray(
  fc.record({
    endToEndId,
    amountFen: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 50_000_000 })).map(fen),
    creditorName: text(40), creditorAccount: fc.integer({ min: 0, max: 999 }).map(cardOf), purpose: text(40),
  }),
  { minLength: 1, maxLength: 12, selector: (payment) => payment.endToEndId },
);

export const messages: fc.Arbitrary<PaymentMessage> = payments.map((all) => messageOf(all));

/** Messages that the payroll profile carries as well. */
export const payrollMessages: fc.Arbitrary<PaymentMessage> = payments.map((all) => messageOf(all.map((payment) => ({
  ...payment, creditorName: carriedText(payment.creditorName), purpose: carriedText(payment.purpose),
}))));

function carriedText(value: string): string {
  const kept = [...value].filter((character) => characterLackedBy('gb18030', character) === undefined && !/[|"]/.test(character)).join('').trim();
  return kept === '' || beginsFormula(kept) || unusableCharacter(kept) !== undefined ? '陈建国' : kept;
}

export function valueOf<Value>(result: FileResult<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

export function refusalOf(result: FileResult<unknown>): BankFileRefusal {
  if (result.ok) throw new Error('This should have been refused');
  return result.refusal;
}
