import type { CityCode } from '@gongjiang/kernel';
import type { MessageSheet } from './payee-message.sheet.js';

/** A file of messages as it is listed: without a word of it. */
export interface PayeeFile {
  readonly id: string;
  readonly city: CityCode;
  readonly batchId: string;
  readonly messages: number;
  readonly madeAt: Date;
}

export interface NewPayeeFile {
  readonly city: CityCode;
  readonly batchId: string;
  readonly chunkId: string;
  /** Which file of its chunk it is, from 1. */
  readonly part: number;
  readonly sheet: MessageSheet;
}

/** Keeps files of messages, sealed. */
export abstract class PayeeFileStore {
  /** The messages that stand in a chunk's files already, and how many files these are. */
  abstract toldOf(chunkId: string): Promise<{ readonly parts: number; readonly ids: ReadonlySet<string> }>;
  /** Keeps a file. Throws where this part is there already: another relay was first, and what it left out is to be told in the next part. */
  abstract keep(file: NewPayeeFile): Promise<void>;
  abstract sheet(city: CityCode, id: string): Promise<MessageSheet | undefined>;
  abstract ofCity(city: CityCode, query: { readonly batchId: string | null; readonly after: string | null; readonly limit: number }): Promise<readonly PayeeFile[]>;
}
