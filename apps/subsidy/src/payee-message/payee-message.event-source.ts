import type { CloudEvent } from '@gongjiang/contracts';
import type { DerivedEvents, DerivedEventSource } from '@gongjiang/messaging';
import { hasFinalLines, type ChunkSummary } from '../chunk/chunk.js';
import { keyOfMark, markOfKey } from '../chunk/chunk.mark.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { CityStore } from '../city/city.store.js';
import type { ToldLines } from '../payment/told.lines.js';
import { payeeMessagesOf } from './payee-message.js';
import type { PayeeMessages } from './payee-messages.js';

export interface PayeeMessagePorts {
  readonly chunks: ChunkStore;
  readonly toldLines: ToldLines;
  readonly cities: CityStore;
}
export type WaysToPayees = Readonly<Record<'file' | 'event', PayeeMessages>>;

/** Tells payees, chunk by chunk, from what the chunk's own documents say: off the way of the money, and the same once more. */
export class PayeeMessageSource implements DerivedEventSource {
  readonly name = 'payee-messages';

  constructor(private readonly ports: PayeeMessagePorts, private readonly ways: WaysToPayees) {}

  async next(limit: number, onTheirWay: readonly string[] = []): Promise<readonly DerivedEvents[]> {
    const due = await this.ports.chunks.messagesDue(limit, onTheirWay.map((key) => markOfKey(key).chunkId));
    return Promise.all(due.map(async ({ chunk, mark }) => ({ key: keyOfMark({ chunkId: chunk.id, mark }), events: await this.tell(chunk, mark) })));
  }

  async markPublished(keys: readonly string[]): Promise<void> {
    await this.ports.chunks.messagesGiven(keys.map(markOfKey));
  }

  private async tell(chunk: ChunkSummary, mark: number): Promise<readonly CloudEvent[]> {
    if (chunk.phase !== 'answered' && chunk.phase !== 'settled') return [];
    const { id: chunkId, city, batchId, answeredAt, totals, outcome } = chunk;
    const isAnyToTell = hasFinalLines(outcome) || totals.offset.lines > 0;
    const [items, held] = await Promise.all([isAnyToTell ? this.ports.toldLines.of(chunkId, mark, 'payees') : [], totals.heldLines === 0 ? [] : this.ports.chunks.heldOf(chunkId)]);
    const messages = payeeMessagesOf(batchId, items, held);
    const given = await Promise.all(this.ports.cities.get(city).payeeMessages.by.map((way) => this.ways[way].give({ city, batchId, chunkId, answeredAt }, messages)));
    return given.flat();
  }
}
