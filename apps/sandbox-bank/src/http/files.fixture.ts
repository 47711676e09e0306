import { loadBankProfiles, openBankFileCodec, type BankFileCodec, type BankProfile } from '@gongjiang/bank-files';
import { bankFilePath, type PaymentMessage, type PaymentMessageAnswer, type Statement } from '@gongjiang/contracts';
import { day } from '@gongjiang/kernel';
import type { BankClient } from './bank.client.js';

export const FILE_PROFILES = ['iso20022', 'payroll-gb18030'] as const;

const PROFILES = loadBankProfiles();
const SENDING = { payer: { name: '测试市人力资源和社会保障局', bankNumber: '103100000026' }, madeAt: '2026-11-02T09:30:00+08:00', executeOn: day('2026-11-02') };

/** A client that speaks to the bank by files of one profile, as the platform writes and reads them. */
export class FileClient {
  private readonly profile: BankProfile;

  private constructor(private readonly client: BankClient, private readonly codec: BankFileCodec, private readonly id: string) {
    this.profile = PROFILES.get(id) as BankProfile;
  }

  static async of(client: BankClient, profile: string): Promise<FileClient> {
    return new FileClient(client, await openBankFileCodec(), profile);
  }

  bytesOf(message: PaymentMessage): Uint8Array {
    const file = this.codec.writePayments(this.profile, message, SENDING);
    if (!file.ok) throw new Error(JSON.stringify(file.refusal));
    return file.value.bytes;
  }

  put(messageId: string, bytes: Uint8Array) {
    return this.client.exchange('PUT', bankFilePath('payments', { profile: this.id, messageId }), bytes);
  }

  send(message: PaymentMessage) {
    return this.put(message.messageId, this.bytesOf(message));
  }

  answerBytes(messageId: string) {
    return this.client.exchange('GET', bankFilePath('answer', { profile: this.id, messageId }));
  }

  /** The answer as the platform reads it, or the code of why it cannot. */
  async answer(message: PaymentMessage): Promise<PaymentMessageAnswer | string> {
    const { status, bytes } = await this.answerBytes(message.messageId);
    if (status !== 200) return String(status);
    const read = this.codec.readAnswer(this.profile, bytes, message);
    return read.ok ? read.value : read.refusal.code;
  }

  async statement(query: Record<string, string>): Promise<Statement | string> {
    const { status, bytes } = await this.client.exchange('GET', `${bankFilePath('statement', { profile: this.id })}?${new URLSearchParams(query).toString()}`);
    if (status !== 200) return String(status);
    const read = this.codec.readStatement(this.profile, bytes);
    return read.ok ? read.value : read.refusal.code;
  }
}
