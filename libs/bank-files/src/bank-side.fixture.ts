import iconv from 'iconv-lite';
import type { PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { PAYROLL } from './bank-file.fixture.js';
import { pain002 as pain002Of } from './bank-side/pain002.writer.js';
import { returnText as returnTextOf } from './bank-side/return.writer.js';

export { camt053 } from './bank-side/camt053.writer.js';

/** The bank's side for tests of the readers. */
export const pain002 = (answer: PaymentMessageAnswer, sent: PaymentMessage): string => pain002Of(answer, sent, { id: 'R1', at: '2026-11-21T10:00:00+08:00' });

export const returnText = (answer: PaymentMessageAnswer, sent: PaymentMessage): string => returnTextOf(PAYROLL, answer, sent);

export function returnFile(answer: PaymentMessageAnswer, sent: PaymentMessage): Uint8Array {
  return iconv.encode(returnText(answer, sent), 'gb18030');
}

export const bytesOf = (xml: string): Uint8Array => new TextEncoder().encode(xml);
