import type { PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement } from '@gongjiang/contracts';
import type { CityCode, Day } from '@gongjiang/kernel';
import { Bank, BankSilent, type BankOf } from '../bank/bank.js';
import { answersWhole } from '../payment/payment-message.js';
import type { BankKnowledge } from './bank.knowledge.js';
import { partingOf, restOf, wholeAnswer, type Parting } from './parting.js';
import type { PartingStore } from './parting.store.js';

export interface RestoredBankPorts {
  readonly bankOf: BankOf;
  readonly knowledge: BankKnowledge;
  readonly partings: PartingStore;
}

/** The bank of a city that was restored: it is asked about every line before the line leaves, and what it knows does not leave again. */
export class RestoredBank extends Bank {
  private readonly bank: Bank;

  constructor(private readonly city: CityCode, private readonly ports: RestoredBankPorts) {
    super();
    this.bank = ports.bankOf(city);
  }

  async pay(message: PaymentMessage): Promise<PaymentMessageAnswer> {
    const parting = await this.partingOf(message);
    const rest = restOf(message, parting);
    if (rest === message) return this.bank.pay(message);
    const answer = rest ? await this.bank.pay(rest) : null;
    if (rest && answer && answer.lines.length > 0 && !answersWhole(rest, answer)) throw new BankSilent('an answer that does not speak of each payment once');
    return wholeAnswer(message, parting, answer);
  }

  async inquire(endToEndIds: readonly string[], message: PaymentMessage | null): Promise<readonly PaymentStatus[]> {
    const parting = message ? await this.ports.partings.find(message.messageId) : undefined;
    return this.bank.inquire(endToEndIds, message && parting ? restOf(message, parting) : message);
  }

  /** Entries under the ids of the messages that the lines are in here, whatever messages the bank had them in. */
  async statement(account: string, day: Day, cursor: string | null): Promise<Statement> {
    const page = await this.bank.statement(account, day, cursor);
    const wholes = await this.ports.partings.wholesOf(this.city, page.entries.flatMap(({ endToEndId }) => endToEndId ?? []));
    return { ...page, entries: page.entries.map((entry) => (entry.kind === 'funding' ? entry : { ...entry, ...wholes.get(entry.endToEndId) })) };
  }

  private async partingOf(message: PaymentMessage): Promise<Parting> {
    const { partings, knowledge } = this.ports;
    const kept = await partings.find(message.messageId);
    return kept ?? partings.keep(partingOf(this.city, message, await knowledge.of(this.city, message.payments.map(({ endToEndId }) => endToEndId))));
  }
}
