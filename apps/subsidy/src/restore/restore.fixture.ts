import type { PaymentMessage, PaymentMessageAnswer, PaymentStatus, StatementEntry } from '@gongjiang/contracts';
import { addDays, type Day } from '@gongjiang/kernel';
import { BookkeepingBank } from '../bank/bank.fixture.js';
import { BankSilent } from '../bank/bank.js';
import { JINHUA } from '../city/city.builders.js';
import { PAID_ON } from '../chunk/chunk.fixture.js';
import { RestingMonth } from '../disbursement-control/month.fixture.js';
import type { ControlOutcome } from '../disbursement-control/brakes.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { restoreParts } from './restore.parts.js';
import { readStatementsAfterRestore, type ReadingStepRunner } from './anew.reader.js';

/** A bank that pays whatever it is handed, under whatever id: what keeps a line from being paid twice is us. */
export class ForgetfulBank extends BookkeepingBank {
  readonly paid: string[] = [];
  /** Everything that a message was handed over with, in order. */
  readonly messages: PaymentMessage[] = [];
  /** While true, an inquiry is not answered. */
  isSilent = false;

  override reset(): void {
    super.reset();
    this.paid.length = 0;
    this.messages.length = 0;
    this.isSilent = false;
  }

  override async inquire(endToEndIds: readonly string[], message?: PaymentMessage | null): Promise<readonly PaymentStatus[]> {
    if (this.isSilent) throw new BankSilent('nobody is there');
    return super.inquire(endToEndIds, message);
  }

  override async pay(message: PaymentMessage): Promise<PaymentMessageAnswer> {
    this.messages.push(message);
    const answer = await super.pay(message);
    this.paid.push(...answer.lines.filter(({ status }) => status === 'accepted').map(({ endToEndId }) => endToEndId));
    return answer;
  }

  /** Puts all that it has booked on the statement of a day, as the messages were in which it came. */
  stateAllOn(day: Day): void {
    this.state(day, [[...this.books.values()].filter(({ answer }) => answer.status === 'accepted').map(({ message, payment, answer }): StatementEntry => ({
      kind: 'debit', entryReference: `E-${payment.endToEndId}`, endToEndId: payment.endToEndId, paymentInformationId: message.paymentInformationId,
      messageId: message.messageId, bankReference: answer.bankReference ?? 'B', amountFen: payment.amountFen, bookedOn: day, reasonCode: null,
    }))]);
  }
}

const OFFICER = '10.0.0.7';
/** Enough looks for any of these months: statements of some weeks, then a few chunks. */
const LOOKS = 8;

/** A month in several chunks at a bank that honours no id. */
export async function monthAtForgetfulBank(subsidy: TestSubsidy, bank: ForgetfulBank, chunks = 3): Promise<RestingMonth> {
  bank.reset();
  return RestingMonth.released(atBank(subsidy, bank), chunks);
}

/** The parts with another bank in the place of the one: whatever asks it asks this one. */
export function atBank(subsidy: TestSubsidy, bank: ForgetfulBank): TestSubsidy {
  const bankOf = () => bank;
  return { ...subsidy, ...restoreParts({ ...subsidy, bankOf }), bank, bankOf };
}

export function declareRestore({ restoreService }: TestSubsidy): Promise<ControlOutcome> {
  return restoreService.declare({ city: JINHUA, actor: 'he', source: OFFICER, witness: 'person', reason: 'the disk was replaced' });
}

/** Asks the bank until there is nothing left to ask. */
export async function askBank({ restoreProcedure }: TestSubsidy): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) await restoreProcedure.look();
}

/** One asks to go on, another confirms; answers what came of it. */
export async function lift({ brakes }: TestSubsidy): Promise<string> {
  const target = { city: JINHUA, scope: { kind: 'restore' }, version: null, source: OFFICER } as const;
  const asked = await brakes.act(target, { kind: 'ask-resumption', actor: 'ma', reason: 'the bank was asked' });
  if (!asked.ok) return asked.refusal.code;
  const confirmed = await brakes.act(target, { kind: 'confirm-resumption', actor: 'chen' });
  return confirmed.ok ? confirmed.value.control.status : confirmed.refusal.code;
}

/** Reads the statements as a worker does, up to the day after the payment. */
export async function readToDayAfter(subsidy: TestSubsidy, step?: ReadingStepRunner): Promise<void> {
  await readStatementsAfterRestore(subsidy, JINHUA, PAID_ON, addDays(PAID_ON, 1), step);
}
