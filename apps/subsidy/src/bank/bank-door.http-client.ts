import { bankFilePath } from '@gongjiang/contracts';
import type { Day } from '@gongjiang/kernel';
import { z } from 'zod';
import { BankDoor, type AnswerFile } from './bank-door.js';
import type { BankAddress } from './bank.http-client.js';
import { BankSilent } from './bank.js';
import type { OutgoingFile } from './outgoing.js';

/** The largest file that is taken from a bank: a page of a statement is some 15 MB. */
const MAX_FILE_BYTES = 32 << 20;

/** A refusal of the file as a whole, with the bank's reason. */
const refusalSchema = z.looseObject({ code: z.literal('bank.file-refused'), reasonCode: z.string().regex(/^[A-Z0-9]{4}$/) });

interface Exchanged {
  readonly status: number;
  readonly bytes: Uint8Array;
}

/** The door for files over HTTP (`BANK_FILE_PATHS`). */
export class HttpBankDoor extends BankDoor {
  constructor(private readonly address: BankAddress, private readonly profile: string) {
    super();
  }

  async deliver(messageId: string, { mediaType, bytes }: OutgoingFile): Promise<{ readonly refusedFor: string | null }> {
    const path = bankFilePath('payments', { profile: this.profile, messageId });
    const { status, bytes: said } = await this.exchange(path, { method: 'PUT', headers: { 'content-type': mediaType }, body: Buffer.from(bytes) });
    if (status === 200) return { refusedFor: null };
    const refusal = status === 422 ? refusalSchema.safeParse(jsonIn(said)).data : undefined;
    if (refusal) return { refusedFor: refusal.reasonCode };
    throw new BankSilent(`${path}: status ${status}`);
  }

  async answer(messageId: string): Promise<AnswerFile> {
    const path = bankFilePath('answer', { profile: this.profile, messageId });
    const { status, bytes } = await this.exchange(path);
    if (status === 200) return bytes;
    if (status === 204) return 'not-yet';
    if (status === 404) return 'unknown';
    throw new BankSilent(`${path}: status ${status}`);
  }

  async statement(account: string, day: Day, page: number): Promise<Uint8Array | undefined> {
    const path = `${bankFilePath('statement', { profile: this.profile })}?${new URLSearchParams({ account, day, page: String(page) }).toString()}`;
    const { status, bytes } = await this.exchange(path);
    if (status === 200) return bytes;
    if (status === 204) return undefined;
    throw new BankSilent(`${path.replace(/\?.*/, '')}: status ${status}`);
  }

  private async exchange(path: string, request: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: Buffer<ArrayBuffer> } = {}): Promise<Exchanged> {
    try {
      const response = await fetch(`${this.address.url}${path}`, {
        ...request, headers: { ...request.headers, authorization: `Bearer ${this.address.key}` }, signal: AbortSignal.timeout(this.address.timeoutMs),
      });
      if (Number(response.headers.get('content-length') ?? 0) > MAX_FILE_BYTES) throw new Error(`more than ${MAX_FILE_BYTES} bytes`);
      return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
    } catch (error) {
      throw new BankSilent(path.replace(/\?.*/, ''), error);
    }
  }
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
