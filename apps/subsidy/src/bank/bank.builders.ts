import { loadBankProfiles, openBankFileCodec, type BankFileCodec, type BankProfile } from '@gongjiang/bank-files';
import { controlTotalsOf, type Payment, type PaymentMessage } from '@gongjiang/contracts';
import { day, fen, luhnCheckDigit } from '@gongjiang/kernel';
import type { OutgoingStore } from './outgoing.store.js';
import type { Desk } from './prepared.bank.js';
import { MemoryOutgoing } from './outgoing.store.memory.fixture.js';

/** Builders for tests of the bank: they name what matters and fill in the rest. */

export const PAYER = '3307001000000000001';
export const OPENING = day('2026-11-02');

/** The nth payee's card: a number with a right check digit. */
export function cardOf(payee: number): string {
  const digits = `622848${String(payee).padStart(12, '0')}`;
  return digits + luhnCheckDigit(digits);
}

export function paymentOf(endToEndId: string, overrides: Partial<Payment> = {}): Payment {
  return { endToEndId, amountFen: fen(60_000), creditorName: '陈建国', creditorAccount: cardOf(1), purpose: '岗位津贴 2026-11', ...overrides };
}

export function messageOf(payments: Payment[], overrides: Partial<PaymentMessage> = {}): PaymentMessage {
  return { messageId: 'GM1', paymentInformationId: 'GP1', debtorAccount: PAYER, currency: 'CNY', ...controlTotalsOf(payments), payments, ...overrides };
}

const PROFILES = loadBankProfiles();
let codec: Promise<BankFileCodec> | undefined;

export function profileOf(id: string, limits: Partial<BankProfile['limits']> = {}): BankProfile {
  const profile = PROFILES.get(id);
  if (!profile) throw new Error(`There is no profile ${id}`);
  return { ...profile, limits: { ...profile.limits, ...limits } };
}

/** A city's desk over a store in the process; the schemas are compiled once a spec. */
export async function deskOf(profile: BankProfile, outgoing: OutgoingStore = new MemoryOutgoing()): Promise<Desk> {
  codec ??= openBankFileCodec();
  const sending = { payer: { name: '金华市人力资源和社会保障局', bankNumber: '103100000026' }, madeAt: '2026-11-02T09:30:00+08:00', executeOn: OPENING };
  return { profile, codec: await codec, outgoing, sending: async () => sending };
}
