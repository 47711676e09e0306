import { eventOf, payeeMessageDue, type CloudEvent } from '@gongjiang/contracts';
import type { PayeeMessage } from './payee-message.js';
import { PayeeMessages, type ToldChunk } from './payee-messages.js';

/** By event: who is to be told what, by token and without a word or name. Another system keeps the addresses. */
export class PayeeMessageEvents extends PayeeMessages {
  async give(chunk: ToldChunk, messages: readonly PayeeMessage[]): Promise<readonly CloudEvent[]> {
    return messages.map((message) => eventOf(payeeMessageDue, { city: chunk.city, subject: message.id, sequence: 1, time: chunk.answeredAt, data: dataOf(chunk, message) }));
  }
}

function dataOf({ batchId }: ToldChunk, { id, person, kind, entitlement, period, amountFen, on, codes }: PayeeMessage) {
  return { messageId: id, person, kind, batchId, entitlement, period, amountFen, on, reasons: [...codes] };
}
