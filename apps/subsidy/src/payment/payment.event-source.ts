import { chunkAnswered, eventOf, type CloudEvent } from '@gongjiang/contracts';
import type { DerivedEvents, DerivedEventSource } from '@gongjiang/messaging';
import { paymentInformationIdOf, type Chunk } from '../chunk/chunk.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { endToEndIdOf } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { messagesOfItem } from './payment.messages.js';
import type { PaymentStore } from './payment.store.js';

export interface PaymentEventPorts {
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly payments: PaymentStore;
}

/** Events of payments, derived from the chunk whose own document is their outbox. Ids come from the facts: once more is the same. */
export class PaymentEventSource implements DerivedEventSource {
  readonly name = 'payments';

  constructor(private readonly ports: PaymentEventPorts) {}

  async next(limit: number): Promise<readonly DerivedEvents[]> {
    const due = await this.ports.chunks.eventsDue(limit);
    return Promise.all(due.map(async ({ chunkId, mark }) => ({ key: `${chunkId}#${mark}`, events: await this.eventsOf(chunkId) })));
  }

  async markPublished(keys: readonly string[]): Promise<void> {
    await this.ports.chunks.eventsPublished(keys.map((key) => {
      const [chunkId = '', mark = ''] = key.split('#');
      return { chunkId, mark: Number(mark) };
    }));
  }

  private async eventsOf(chunkId: string): Promise<readonly CloudEvent[]> {
    const [chunk, items, answers] = await Promise.all([
      this.ports.chunks.find(chunkId),
      this.ports.items.ofChunk(chunkId),
      this.ports.payments.answer(paymentInformationIdOf(chunkId, 1)),
    ]);
    if (!chunk || (chunk.phase !== 'answered' && chunk.phase !== 'settled')) return [];
    const { city, batchId, answeredAt } = chunk;
    const answerOf = new Map((answers ?? []).map((answer) => [answer.endToEndId, answer]));
    const ofItems = items.flatMap((item) => messagesOfItem(item, { city, batchId, answeredAt, answer: answerOf.get(endToEndIdOf(item)) }));
    return [chunkMessage(chunk), ...ofItems];
  }
}

function chunkMessage({ id, city, batchId, totals, answeredAt }: Extract<Chunk, { answeredAt: Date }>): CloudEvent {
  return eventOf(chunkAnswered, { city, subject: id, sequence: 1, time: answeredAt, data: { batchId, chunkId: id, lines: totals.lines, amountFen: totals.amountFen, merkleRoot: totals.receiptsRoot } });
}
