import { setTimeout as pause } from 'node:timers/promises';
import { ensureTopics, KafkaPublisher, type KafkaSettings } from '@gongjiang/messaging';
import type { MongoConnection } from '@gongjiang/persistence';
import { eventTextOf, TOPIC, type BareChunk, type BareInstruction } from './bare.shapes.js';

const LOOK_EVERY_MS = 20;
const CHUNKS_AT_ONCE = 4;

/** Derives the events of settled chunks and puts them on Kafka, until its process is ended. */
export async function relayBareEvents({ db }: MongoConnection, kafka: KafkaSettings): Promise<() => Promise<never>> {
  await ensureTopics(kafka, [TOPIC]);
  const publisher = new KafkaPublisher(kafka);
  const [chunks, instructions] = [db.collection<BareChunk>('chunks'), db.collection<BareInstruction>('instructions')];
  const publish = async ({ _id, from, before }: BareChunk): Promise<void> => {
    const settled = await instructions.find({ _id: { $gte: from, $lt: before } }).toArray();
    await publisher.send(settled.map((one) => ({ topic: TOPIC, key: one.person, value: eventTextOf(one), headers: { 'content-type': 'application/cloudevents+json' } })));
    await chunks.updateOne({ _id }, { $set: { published: true } });
  };
  return async () => {
    for (;;) {
      const due = await chunks.find({ published: false }).limit(CHUNKS_AT_ONCE).toArray();
      for (const chunk of due) await publish(chunk);
      if (due.length === 0) await pause(LOOK_EVERY_MS);
    }
  };
}
