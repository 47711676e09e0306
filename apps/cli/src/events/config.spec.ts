import { describe, expect, it } from '@jest/globals';
import { kafkaBrokers } from './config.js';

/** Where nobody listens. */
const AWAY = '127.0.0.1:1';

describe('the address of Kafka', () => {
  it.each([
    ['asks for a certificate', { GONGJIANG_KAFKA_TLS: 'on' }],
    ['asks for a login', { GONGJIANG_KAFKA_USER: 'city', GONGJIANG_KAFKA_PASSWORD: 'secret' }],
  ])('is taken as it was given where the broker %s: the probe would not be let in', async (_what, keys) => {
    expect(await kafkaBrokers({ GONGJIANG_KAFKA_BROKERS: AWAY, ...keys })).toBe(AWAY);
  });

  it('does not come without what it takes to be let in', async () => {
    await expect(kafkaBrokers({ GONGJIANG_KAFKA_BROKERS: AWAY, GONGJIANG_KAFKA_USER: 'city' })).rejects.toThrow('GONGJIANG_KAFKA_PASSWORD: is missing');
  });
});
