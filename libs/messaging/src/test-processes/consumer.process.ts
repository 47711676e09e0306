/** A consumer that, where it is doomed, dies between its third effect and the commit of its offsets. Started by tests only. */
import { paymentSettled } from '@gongjiang/contracts';
import { connectMongo, inTransaction } from '@gongjiang/persistence';
import { MongoDeadLetters, MongoInbox } from '../index.js';
import { KafkaStrategy } from '../nest.js';
import { dieNow, processArgs } from './process.args.js';

const { mongoUrl, database, brokers, topicPrefix, isDoomed } = processArgs();
const connection = await connectMongo({ url: mongoUrl, database });
const inbox = new MongoInbox(connection.db);
const effects = connection.db.collection<{ eventId: string }>('effects');
let taken = 0;

const strategy = new KafkaStrategy({
  kafka: { brokers, topicPrefix, service: 'talent', sessionTimeoutMs: 6_000 },
  consumes: [paymentSettled],
  deadLetters: new MongoDeadLetters(connection.db),
});
strategy.onBatch('effects', [paymentSettled], async (events) => {
  for (const { id } of events) {
    await inTransaction(connection, async (session) => {
      if (await inbox.once(session, 'effects', id)) await effects.insertOne({ eventId: id }, { session });
    });
    taken += 1;
    if (isDoomed && taken === 3) dieNow();
  }
});
strategy.listen((error) => {
  if (error) throw error;
  process.stdout.write('ready\n');
});
