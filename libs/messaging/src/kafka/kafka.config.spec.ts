import { describe, expect, it } from '@jest/globals';
import { kafkaSecurityFrom } from './kafka.config.js';

describe('what is said of connections to Kafka', () => {
  it('is nothing where nothing is said: open connections, as to a broker on this machine', () => {
    expect(kafkaSecurityFrom({})).toEqual({});
    expect(kafkaSecurityFrom({ GONGJIANG_KAFKA_TLS: 'on' })).toEqual({ tls: {} });
  });

  it('has a login by a method that does not show the password, unless another is asked for', () => {
    expect(kafkaSecurityFrom({ GONGJIANG_KAFKA_USER: 'u', GONGJIANG_KAFKA_PASSWORD: 'p' })).toEqual({ login: { mechanism: 'scram-sha-512', user: 'u', password: 'p' } });
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['GONGJIANG_KAFKA_TLS', { GONGJIANG_KAFKA_TLS: 'yes' }],
    ['GONGJIANG_KAFKA_CA', { GONGJIANG_KAFKA_CA: '/ca.pem' }],
    ['GONGJIANG_KAFKA_CERT', { GONGJIANG_KAFKA_TLS: 'on', GONGJIANG_KAFKA_KEY: '/key.pem' }],
    ['GONGJIANG_KAFKA_KEY', { GONGJIANG_KAFKA_TLS: 'on', GONGJIANG_KAFKA_CERT: '/cert.pem' }],
    ['GONGJIANG_KAFKA_PASSWORD', { GONGJIANG_KAFKA_USER: 'u' }],
    ['GONGJIANG_KAFKA_USER', { GONGJIANG_KAFKA_PASSWORD: 'p' }],
    ['GONGJIANG_KAFKA_LOGIN', { GONGJIANG_KAFKA_USER: 'u', GONGJIANG_KAFKA_PASSWORD: 'p', GONGJIANG_KAFKA_LOGIN: 'plain' }],
    ['GONGJIANG_KAFKA_CA', { GONGJIANG_KAFKA_TLS: 'on', GONGJIANG_KAFKA_CA: '/there/is/no/such/file' }],
  ])('names %s where it does not fit, and shows no secret', (variable, environment) => {
    expect(() => kafkaSecurityFrom(environment)).toThrow(new RegExp(`${variable}: `));
    expect(() => kafkaSecurityFrom({ ...environment, ...(environment['GONGJIANG_KAFKA_PASSWORD'] ? { GONGJIANG_KAFKA_PASSWORD: 'secret', GONGJIANG_KAFKA_LOGIN: 'none' } : {}) })).not.toThrow(/secret/);
  });
});
