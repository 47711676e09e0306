import { joinAnswers, type BankFileCodec, type BankProfile, type Sending } from '@gongjiang/bank-files';
import type { PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement } from '@gongjiang/contracts';
import { canonicalJson, type Day } from '@gongjiang/kernel';
import { answersWhole } from '../payment/payment-message.js';
import { Bank, BankPending, BankSilent } from './bank.js';
import { unknownStatus, type Carrier } from './carrier.js';
import { hashOf, joinedAnswer, outgoingOf, partsOf, type LeavingMessage, type Outgoing } from './outgoing.js';
import type { OutgoingStore } from './outgoing.store.js';

/** Where messages are made ready for one city's bank. */
export interface Desk {
  readonly profile: BankProfile;
  readonly codec: BankFileCodec;
  readonly outgoing: OutgoingStore;
  /** What files say beside the payments. It is asked for once a message: after that the kept files hold. */
  readonly sending: () => Promise<Sending>;
}

/** Parts remembered: some messages' worth. Forgetting them costs a question each. */
const MAX_HEARD = 200;

/**
 * A city's bank. Before anything of a message leaves, it is decided and kept which lines are stopped and in which files
 * the others go; whoever comes later sends the very same. What was stopped is answered by us, the rest by the bank, and
 * the answer is one.
 */
export class PreparedBank extends Bank {
  /** Answers of parts whose message has others that were not answered yet. */
  private readonly heard = new Map<string, PaymentMessageAnswer>();

  constructor(private readonly desk: Desk, private readonly carrier: Carrier) {
    super();
  }

  async pay(message: PaymentMessage): Promise<PaymentMessageAnswer> {
    const outgoing = await this.kept(message);
    const answers = await this.carryAll(message, outgoing);
    const refused = answers.find(isRefusedWhole);
    if (!refused) return joinedAnswer(message, outgoing, answers);
    if (!answers.every(isRefusedWhole)) throw new BankSilent(`a part that was refused whole: ${refused.refusedFor}`);
    const { messageId, paymentInformationId } = message;
    return { ...refused, messageId, paymentInformationId };
  }

  async inquire(endToEndIds: readonly string[], message: PaymentMessage | null): Promise<readonly PaymentStatus[]> {
    if (!message) return this.carrier.inquire(endToEndIds, null);
    const outgoing = await this.desk.outgoing.find(message.messageId);
    if (!outgoing) return endToEndIds.map(unknownStatus);
    const asked = new Set(endToEndIds);
    const statuses = new Map(outgoing.stopped.map(({ endToEndId, reasonCode }) => [endToEndId, { ...unknownStatus(endToEndId), status: 'rejected' as const, reasonCode }] as [string, PaymentStatus]));
    for (const part of partsOf(message, outgoing)) {
      const ids = part.message.payments.map(({ endToEndId }) => endToEndId).filter((id) => asked.has(id));
      if (ids.length > 0) for (const status of await this.carrier.inquire(ids, part.message)) statuses.set(status.endToEndId, status);
    }
    return endToEndIds.map((id) => statuses.get(id) ?? unknownStatus(id));
  }

  /** Entries under the ids that the city's books know, whatever parts the message went in. */
  async statement(account: string, day: Day, cursor: string | null): Promise<Statement> {
    const page = await this.carrier.statement(account, day, cursor);
    const ids = new Set(page.entries.flatMap(({ messageId }) => messageId ?? []));
    const wholes = await this.desk.outgoing.wholesOf([...ids]);
    return { ...page, entries: page.entries.map((entry) => (entry.kind === 'funding' ? entry : { ...entry, ...wholes.get(entry.messageId) })) };
  }

  private async kept(message: PaymentMessage): Promise<Outgoing> {
    const { profile, outgoing } = this.desk;
    const known = await outgoing.find(message.messageId);
    const prepared = known ?? (await this.prepare(message));
    const kept = known ?? (await outgoing.keep(prepared));
    // What was kept just now is this message's by its making; hashing a thousand payments once more would say nothing.
    if ((known || kept !== prepared) && kept.messageHash !== hashOf(message)) throw new Error(`Another message was kept under the id ${message.messageId}`);
    if (kept.profile !== profile.id) throw new Error(`The message ${message.messageId} went out by ${kept.profile}: the city's bank must stay so until it is answered`);
    return kept;
  }

  private async prepare(message: PaymentMessage): Promise<Outgoing> {
    const { profile, codec, sending } = this.desk;
    const prepared = codec.prepare(profile, message, await sending());
    if (!prepared.ok) throw new Error(`The message ${message.messageId} cannot leave: ${prepared.refusal.code} ${JSON.stringify(prepared.refusal.details ?? {})}`);
    return outgoingOf(message, profile.id, prepared.value);
  }

  /** Every part gets its turn, also where an earlier one has no answer: none waits for another, and none that has answered is asked again. */
  private async carryAll(message: PaymentMessage, outgoing: Outgoing): Promise<readonly PaymentMessageAnswer[]> {
    const answers: PaymentMessageAnswer[] = [];
    const failures: unknown[] = [];
    const parts = partsOf(message, outgoing);
    for (const part of parts) {
      await this.answerOf(part).then((answer) => answers.push(answer)).catch((error: unknown) => failures.push(error));
    }
    if (failures.length === 0) {
      for (const part of parts) this.heard.delete(part.message.messageId);
      return answers;
    }
    throw failures.find((failure) => !(failure instanceof BankPending)) ?? failures[0];
  }

  private async answerOf({ message, file }: LeavingMessage): Promise<PaymentMessageAnswer> {
    const heard = this.heard.get(message.messageId);
    if (heard) return heard;
    const answer = believed(message, await this.carrier.pay(message, file));
    // What was refused whole goes out again when its cause is gone.
    if (isRefusedWhole(answer)) return answer;
    if (this.heard.size >= MAX_HEARD) this.heard.clear();
    this.heard.set(message.messageId, answer);
    return answer;
  }
}

function isRefusedWhole({ refusedFor, lines }: PaymentMessageAnswer): boolean {
  return refusedFor !== undefined && lines.length === 0;
}

/** The answer where it is this message's, speaks of each payment once and adds up; anything else is silence. */
function believed(message: PaymentMessage, answer: PaymentMessageAnswer): PaymentMessageAnswer {
  const isOurs = answer.messageId === message.messageId && answer.paymentInformationId === message.paymentInformationId;
  if (isOurs && isRefusedWhole(answer)) return answer;
  if (!isOurs || !answersWhole(message, answer)) throw new BankSilent('an answer that does not speak of each payment once');
  const { totals } = joinAnswers(message, [answer]);
  if (canonicalJson(totals) !== canonicalJson(answer.totals)) throw new BankSilent('an answer whose totals are not those of its lines');
  return answer;
}
