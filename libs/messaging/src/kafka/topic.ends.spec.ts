import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { endsOf } from './topic.ends.js';

const { KafkaJSProtocolError } = kafkajs;
const NO_LEADER = protocolError({ type: 'NOT_LEADER_FOR_PARTITION', code: 6, retriable: true });
const FORBIDDEN = protocolError({ type: 'TOPIC_AUTHORIZATION_FAILED', code: 29, retriable: false });
const OFFSETS = [{ partition: 0, offset: '7', low: '0', high: '7' }, { partition: 1, offset: '3', low: '3', high: '3' }];

function protocolError(said: { readonly type: string; readonly code: number; readonly retriable: boolean }): Error {
  return new KafkaJSProtocolError(Object.assign(new Error(said.type), said));
}

function answering(...answers: readonly (Error | typeof OFFSETS)[]) {
  let asked = 0;
  const fetchTopicOffsets = async (): Promise<typeof OFFSETS> => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? OFFSETS;
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { fetchTopicOffsets, asked: () => asked };
}

describe('the ends of a topic', () => {
  it('are the last offsets of the partitions that hold anything', async () => {
    expect(await endsOf(answering(OFFSETS), 'x')).toEqual(new Map([[0, 6n]]));
  });

  it('are waited for while a partition has no leader', async () => {
    const admin = answering(NO_LEADER, NO_LEADER, OFFSETS);
    expect([await endsOf(admin, 'x', 0), admin.asked()]).toEqual([new Map([[0, 6n]]), 3]);
  });

  it('are not waited for where asking again does not help, nor for ever', async () => {
    const forbidden = answering(FORBIDDEN);
    await expect(endsOf(forbidden, 'x', 0)).rejects.toBe(FORBIDDEN);
    expect(forbidden.asked()).toBe(1);
    await expect(endsOf(answering(NO_LEADER), 'x', 0)).rejects.toBe(NO_LEADER);
  });
});
