import { describe, expect, it } from '@jest/globals';
import { environmentText, stateText } from './stack.text.js';

describe('the state of the servers', () => {
  it('is one line each, with what is known', () => {
    expect(stateText([
      { name: 'mongo', isUp: true, version: '6.0.5', origin: 'registry', address: 'mongodb://127.0.0.1:20001/?replicaSet=rs0' },
      { name: 'redis', isUp: false, version: 'unknown', origin: undefined, address: undefined },
    ])).toBe([
      'MongoDB  up    6.0.5     registry       mongodb://127.0.0.1:20001/?replicaSet=rs0',
      'Redis    down  unknown   never started',
    ].join('\n'));
  });

  it('tells how another program is given the addresses', () => {
    expect(environmentText({ GONGJIANG_KAFKA_BROKERS: '127.0.0.1:20002' })).toContain(`export GONGJIANG_KAFKA_BROKERS='127.0.0.1:20002'`);
  });
});
