import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { paymentSettled } from '@gongjiang/contracts';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { eventually, serverAddress } from '@gongjiang/testing';
import { TestAuthority } from '@gongjiang/testing/authority';
import { z } from 'zod';
import { ensureTopics, kafkaFields, KafkaPublisher, kafkaSettingsOf, type KafkaSettings } from '../index.js';
import { outgoingEvent } from '../outgoing-event.js';
import { readTopic, settledEvent } from '../test-processes/kafka.bench.js';

jest.setTimeout(180_000);
const [USER, PASSWORD] = ['gongjiang', 'a password of the tests'];

describe('a Kafka that lets in whom it knows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-lock-'));
  let own: RunningServers;
  let files: Readonly<Record<'ca' | 'certificate' | 'key' | 'strangeCa' | 'strangeCertificate' | 'strangeKey', string>>;

  beforeAll(async () => {
    const [authority, stranger] = await Promise.all([TestAuthority.make(), TestAuthority.make('strangers')]);
    const [broker, service, strange] = await Promise.all([authority.issue('kafka'), authority.issue('subsidy'), stranger.issue('subsidy')]);
    own = await startServers({
      data: { kind: 'ephemeral' }, given: { mongo: serverAddress('GONGJIANG_MONGO_URL'), redis: serverAddress('GONGJIANG_REDIS_URL') },
      kafka: { lock: { authority: authority.certificate, ...broker, user: USER, password: PASSWORD } },
    });
    const texts = { ca: authority.certificate, ...service, strangeCa: stranger.certificate, strangeCertificate: strange.certificate, strangeKey: strange.key };
    files = Object.fromEntries(Object.entries(texts).map(([name, text]) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return [name, join(folder, name)];
    })) as typeof files;
  });
  afterAll(async () => {
    await own.stop();
    rmSync(folder, { recursive: true });
  });

  /** As a service reads it from its environment. */
  function settings(changes: NodeJS.ProcessEnv = {}): KafkaSettings {
    const config = z.object(kafkaFields).parse({
      GONGJIANG_KAFKA_BROKERS: own.kafkaBrokers, GONGJIANG_KAFKA_TLS: 'on', GONGJIANG_KAFKA_CA: files.ca, GONGJIANG_KAFKA_CERT: files.certificate, GONGJIANG_KAFKA_KEY: files.key,
      GONGJIANG_KAFKA_USER: USER, GONGJIANG_KAFKA_PASSWORD: PASSWORD, ...changes,
    });
    return { ...kafkaSettingsOf(config, 'subsidy', () => undefined), topicPrefix: 't.' };
  }

  it.each(['scram-sha-512', 'plain'])('lets events out and in with certificate and login (%s)', async (login) => {
    const known = settings({ GONGJIANG_KAFKA_LOGIN: login });
    await ensureTopics(known, [paymentSettled.topic]);
    const publisher = new KafkaPublisher(known);
    const reading = await readTopic(known, paymentSettled.topic);
    try {
      await publisher.publish([settledEvent(1, `item-${login}`, 1)].map(outgoingEvent));
      await eventually(() => expect(reading.events.map(({ subject }) => subject)).toContain(`item-${login}`), { timeoutMs: 30_000 });
    } finally {
      await Promise.all([reading.stop(), publisher.close()]);
    }
  });

  it('turns away everybody else, and is not believed where another authority vouches for it', async () => {
    const reasons: Readonly<Record<string, [NodeJS.ProcessEnv, RegExp]>> = {
      'speaks openly': [{ GONGJIANG_KAFKA_TLS: 'off', GONGJIANG_KAFKA_CA: undefined, GONGJIANG_KAFKA_CERT: undefined, GONGJIANG_KAFKA_KEY: undefined }, /Closed connection/],
      'has no certificate': [{ GONGJIANG_KAFKA_CERT: undefined, GONGJIANG_KAFKA_KEY: undefined }, /bad certificate/],
      'has the certificate of another authority': [{ GONGJIANG_KAFKA_CERT: files.strangeCertificate, GONGJIANG_KAFKA_KEY: files.strangeKey }, /certificate unknown/],
      'has the wrong password': [{ GONGJIANG_KAFKA_PASSWORD: 'another' }, /authentication failed/i],
      'does not say who it is': [{ GONGJIANG_KAFKA_USER: undefined, GONGJIANG_KAFKA_PASSWORD: undefined }, /Closed connection/],
      'asks for a broker of another authority': [{ GONGJIANG_KAFKA_CA: files.strangeCa }, /verify the first certificate/],
    };
    // Together: the client tries for ten seconds where a connection breaks.
    await Promise.all(Object.values(reasons).map(([changes, reason]) => expect(ensureTopics(settings(changes), [paymentSettled.topic])).rejects.toThrow(reason)));
  });
});
