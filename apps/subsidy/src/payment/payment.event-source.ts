import { chunkAnswered, eventOf, type CloudEvent } from '@gongjiang/contracts';
import type { DerivedEvents, DerivedEventSource } from '@gongjiang/messaging';
import { hasFinalLines, paymentInformationIdOf, type ChunkSummary } from '../chunk/chunk.js';
import { keyOfMark, markOfKey } from '../chunk/chunk.mark.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { endToEndIdOf } from '../item/item.js';
import { messagesOfItem } from './payment.messages.js';
import type { PaymentStore } from './payment.store.js';
import type { ToldLines } from './told.lines.js';

export interface PaymentEventPorts {
  readonly chunks: ChunkStore;
  readonly toldLines: ToldLines;
  readonly payments: PaymentStore;
}

/** Events of payments, derived from the chunk whose own document is their outbox. Ids come from the facts: once more is the same. */
export class PaymentEventSource implements DerivedEventSource {
  readonly name = 'payments';

  constructor(private readonly ports: PaymentEventPorts) {}

  async next(limit: number, onTheirWay: readonly string[] = []): Promise<readonly DerivedEvents[]> {
    const due = await this.ports.chunks.eventsDue(limit, onTheirWay.map((key) => markOfKey(key).chunkId));
    return Promise.all(due.map(async ({ chunk, mark }) => ({ key: keyOfMark({ chunkId: chunk.id, mark }), events: await this.eventsOf(chunk, mark) })));
  }

  async markPublished(keys: readonly string[]): Promise<void> {
    await this.ports.chunks.eventsPublished(keys.map(markOfKey));
  }

  private async eventsOf(chunk: ChunkSummary, mark: number): Promise<readonly CloudEvent[]> {
    if (chunk.phase !== 'answered' && chunk.phase !== 'settled') return [];
    // The first time that a chunk is told of, nearly all of its lines wait for the statement: they need not be read to see it.
    const items = hasFinalLines(chunk.outcome) ? await this.ports.toldLines.of(chunk.id, mark, 'systems') : [];
    const answers = items.length === 0 ? [] : await this.ports.payments.answer(paymentInformationIdOf(chunk.id, 1));
    const { city, batchId, answeredAt } = chunk;
    const answerOf = new Map((answers ?? []).map((answer) => [answer.endToEndId, answer]));
    const ofItems = items.flatMap((item) => {
      const endToEndId = endToEndIdOf(item);
      return messagesOfItem(item, { city, batchId, answeredAt, endToEndId, answer: answerOf.get(endToEndId) });
    });
    return [chunkMessage(chunk), ...ofItems];
  }
}

function chunkMessage({ id, city, batchId, totals, answeredAt }: Extract<ChunkSummary, { answeredAt: Date }>): CloudEvent {
  return eventOf(chunkAnswered, { city, subject: id, sequence: 1, time: answeredAt, data: { batchId, chunkId: id, lines: totals.lines, amountFen: totals.amountFen, merkleRoot: totals.receiptsRoot } });
}
