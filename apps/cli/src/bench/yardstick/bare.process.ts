import { kafkaSecurityFrom } from '@gongjiang/messaging';
import { connectMongo } from '@gongjiang/persistence';
import { startBareBank } from './bare.bank.js';
import { noGuards, platformGuards } from './bare.guards.js';
import { relayBareEvents } from './bare.relay.js';
import { bareSettingsSchema, type BareSettings } from './bare.shapes.js';
import { BareWorker } from './bare.worker.js';

/** One process of the bare pipeline: its role and its places stand in its only argument. It works until it is ended. */
const settings = bareSettingsSchema.parse(JSON.parse(process.argv[2] ?? ''));
const work = await roleOf(settings);
await work();

async function roleOf({ role, mongoUrl, database, kafkaBrokers, kafkaEnvironment, bankUrl, sealKey }: BareSettings): Promise<() => Promise<unknown>> {
  if (role === 'bank') {
    process.stdout.write(`listening ${(await startBareBank()).url}\n`);
    return async () => undefined;
  }
  const connection = await connectMongo({ url: mongoUrl, database });
  const run = role === 'relay' ? await relayBareEvents(connection, { brokers: kafkaBrokers.split(','), service: 'bare', topicPrefix: `${database}.`, security: kafkaSecurityFrom(kafkaEnvironment) }) : undefined;
  const worker = new BareWorker(connection, bankUrl, sealKey === null ? noGuards : platformGuards(connection.db, sealKey));
  process.stdout.write('ready\n');
  return run ?? (() => worker.run());
}
