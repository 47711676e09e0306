/** A relay that, where it is doomed, dies between sending a page and marking it. Started by tests only. */
import { connectMongo } from '@gongjiang/persistence';
import { EventRelay, KafkaPublisher, MongoLease, MongoOutbox, type EventPublisher } from '../index.js';
import { dieNow, processArgs } from './process.args.js';

const { mongoUrl, database, brokers, topicPrefix, isDoomed } = processArgs();
const { db } = await connectMongo({ url: mongoUrl, database });
const kafka = new KafkaPublisher({ brokers, topicPrefix, service: 'subsidy' });
const doomed: EventPublisher = {
  publish: async (events) => {
    await kafka.publish(events);
    dieNow();
  },
};

new EventRelay({
  publisher: isDoomed ? doomed : kafka,
  outbox: new MongoOutbox(db),
  leaseOf: (lane) => new MongoLease(db, { name: lane, holder: String(process.pid), durationMs: 2_000 }),
}).start();
process.stdout.write('ready\n');
