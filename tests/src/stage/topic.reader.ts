import type { Consumer } from 'kafkajs';
import { topicsOf } from '@gongjiang/contracts';
import { kafkaOn } from './kafka.client.js';
import type { Stage } from './stage.js';

/** A message as it lies in its topic. */
export interface HeardMessage {
  /** Without the namespace's prefix. */
  readonly topic: string;
  readonly key: string;
  readonly text: string;
}

/** Reads every topic of the subsidy service from its beginning, and on: what is heard grows, in the order of arrival. */
export async function listen(stage: Stage): Promise<readonly HeardMessage[]> {
  const { topicPrefix, options } = stage.platform;
  const consumer = kafkaOn(options.servers).consumer({ groupId: `${topicPrefix}onlooker`, maxWaitTimeInMs: 100 });
  const heard: HeardMessage[] = [];
  stage.beforeClose(() => consumer.disconnect());
  await start(consumer, topicPrefix, heard);
  return heard;
}

async function start(consumer: Consumer, topicPrefix: string, heard: HeardMessage[]): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: topicsOf('subsidy').map((topic) => `${topicPrefix}${topic}`), fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, message }) => { heard.push({ topic: topic.slice(topicPrefix.length), key: String(message.key), text: String(message.value) }); },
  });
}
