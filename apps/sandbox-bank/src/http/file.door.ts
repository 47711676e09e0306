import type { BankProfile, BankSideCodec, BankSideFile } from '@gongjiang/bank-files';
import type { FastifyReply } from 'fastify';
import type { Bank } from '../bank.js';
import type { BankTerms } from '../books/books.payments.js';
import type { Faults } from '../misbehaviour/misbehaviour.js';

export type FileProfile = Exclude<BankProfile, { kind: 'interface' }>;

/** What the bank reads and writes files with. */
export interface FileDoor {
  readonly codec: BankSideCodec;
  readonly profiles: ReadonlyMap<string, BankProfile>;
}

export interface FileRouting {
  readonly bank: Bank;
  readonly faults: Faults;
  readonly terms: BankTerms;
  readonly door: FileDoor;
}

export interface FilePlaces { Params: { profile: string; messageId: string } }

export function profileIn({ profiles }: FileDoor, id: string): FileProfile | undefined {
  const profile = profiles.get(id);
  return profile?.kind === 'interface' ? undefined : profile;
}

export function sendFile(reply: FastifyReply, { mediaType, bytes }: BankSideFile): FastifyReply {
  return reply.type(mediaType).send(Buffer.from(bytes));
}
