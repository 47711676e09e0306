import { BankSideCodec } from './bank-side/bank-side.codec.js';
import { BankFileCodec } from './codec.js';
import { loadXmlReader } from './iso20022/xml.reader.files.js';

/** A codec with the official schemas in it: once a process, about 0.2 s. */
export async function openBankFileCodec(): Promise<BankFileCodec> {
  return new BankFileCodec(await loadXmlReader());
}

/** The bank's side of the same files. */
export async function openBankSideCodec(): Promise<BankSideCodec> {
  return new BankSideCodec(await loadXmlReader());
}
