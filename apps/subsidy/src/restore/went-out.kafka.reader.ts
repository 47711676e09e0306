import { auditSealed, chunkAnswered, readData, type CloudEvent } from '@gongjiang/contracts';
import { isCityCode } from '@gongjiang/kernel';
import { NothingToTail, readTopic, type KafkaSettings } from '@gongjiang/messaging';
import { WentOutReader, type ChunkOut, type HeadOut, type WentOutFacts } from './went-out.js';

/** Reads the service's own events back. A topic that is not there yet has told nobody anything. */
export class KafkaWentOut extends WentOutReader {
  constructor(private readonly kafka: KafkaSettings) {
    super();
  }

  async since(moment: Date | null): Promise<WentOutFacts> {
    const heads: HeadOut[] = [];
    const chunks: ChunkOut[] = [];
    const readHeads = this.read(auditSealed.topic, moment, (event) => {
      const read = event.type === auditSealed.type ? readData(auditSealed, event) : undefined;
      if (read?.ok && isCityCode(read.value.data.city)) heads.push({ city: read.value.data.city, number: read.value.data.number, head: read.value.data.head, at: new Date(read.value.data.sealedAt) });
    });
    const readChunks = this.read(chunkAnswered.topic, moment, (event) => {
      const read = event.type === chunkAnswered.type ? readData(chunkAnswered, event) : undefined;
      if (read?.ok && isCityCode(event.city)) chunks.push({ city: event.city, chunkId: read.value.data.chunkId, at: new Date(event.time) });
    });
    await Promise.all([readHeads, readChunks]);
    return { heads, chunks };
  }

  private async read(topic: string, since: Date | null, onEvent: (event: CloudEvent) => void): Promise<void> {
    await readTopic(this.kafka, topic, (read) => { if (read.ok) onEvent(read.value); }, since ?? undefined).catch((error: unknown) => {
      if (!(error instanceof NothingToTail)) throw error;
    });
  }
}
