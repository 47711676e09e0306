import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { paymentSettled } from '@gongjiang/contracts';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { Authority } from '@gongjiang/servers/authority';
import { eventually, serverAddress } from '@gongjiang/testing';
import { z } from 'zod';
import { ensureTopics, kafkaFields, KafkaPublisher, kafkaSettingsOf, type KafkaSettings } from '../index.js';
import { outgoingEvent } from '../outgoing-event.js';
import { readTopic, settledEvent } from '../test-processes/kafka.bench.js';

describe('a Kafka that lets in whom it knows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-secured-'));
  const kept = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  let own: RunningServers;
  let strange: Readonly<Record<'ca' | 'certificate' | 'key', string>>;

  beforeAll(async () => {
    own = await startServers({ data: { kind: 'ephemeral' }, given: { mongo: serverAddress('GONGJIANG_MONGO_URL'), redis: serverAddress('GONGJIANG_REDIS_URL') }, isSecured: true });
    const stranger = await Authority.make('another');
    const { certificate, key } = await stranger.issue('subsidy');
    strange = { ca: kept('ca', stranger.certificate), certificate: kept('certificate', certificate), key: kept('key', key) };
  });
  afterAll(async () => {
    await own.stop();
    rmSync(folder, { recursive: true });
  });

  /** As a service reads it from its environment. */
  function settings(changes: NodeJS.ProcessEnv = {}): KafkaSettings {
    const config = z.object(kafkaFields).parse({ ...own.environment, ...changes });
    return { ...kafkaSettingsOf(config, 'subsidy', () => undefined), topicPrefix: 't.' };
  }

  it.each(['scram-sha-512', 'plain'])('lets events out and in with certificate and login (%s)', async (login) => {
    const known = settings({ GONGJIANG_KAFKA_LOGIN: login });
    await ensureTopics(known, [paymentSettled.topic]);
    const publisher = new KafkaPublisher(known);
    const reading = await readTopic(known, paymentSettled.topic);
    try {
      await publisher.publish([settledEvent(1, `item-${login}`, 1)].map(outgoingEvent));
      await eventually(() => expect(reading.events.map(({ subject }) => subject)).toContain(`item-${login}`));
    } finally {
      await Promise.all([reading.stop(), publisher.close()]);
    }
  });

  it('turns away everybody else, and is not believed where another authority vouches for it', async () => {
    const reasons: Readonly<Record<string, [NodeJS.ProcessEnv, RegExp]>> = {
      'speaks openly': [{ GONGJIANG_KAFKA_TLS: 'off', GONGJIANG_KAFKA_CA: undefined, GONGJIANG_KAFKA_CERT: undefined, GONGJIANG_KAFKA_KEY: undefined }, /Closed connection/],
      'has no certificate': [{ GONGJIANG_KAFKA_CERT: undefined, GONGJIANG_KAFKA_KEY: undefined }, /bad certificate/],
      'has the certificate of another authority': [{ GONGJIANG_KAFKA_CERT: strange.certificate, GONGJIANG_KAFKA_KEY: strange.key }, /certificate unknown/],
      'has the wrong password': [{ GONGJIANG_KAFKA_PASSWORD: 'another' }, /authentication failed/i],
      'does not say who it is': [{ GONGJIANG_KAFKA_USER: undefined, GONGJIANG_KAFKA_PASSWORD: undefined }, /Closed connection/],
      'asks for a broker of another authority': [{ GONGJIANG_KAFKA_CA: strange.ca }, /verify the first certificate/],
    };
    // Together: the client tries for ten seconds where a connection breaks.
    await Promise.all(Object.values(reasons).map(([changes, reason]) => expect(ensureTopics(settings(changes), [paymentSettled.topic])).rejects.toThrow(reason)));
  });
});
