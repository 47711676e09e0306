import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { eventually } from '@gongjiang/testing';
import { LaneRunner } from './lane.runner.js';
import type { LanePiece } from './relay.lane.js';

const PIECES: readonly LanePiece[] = ['a', 'b'].map((key) => ({ key, events: [] }));

test('a lane is never read twice at once, also where what is on its way fails while the next is read', async () => {
  const done: string[] = [];
  let readers = 0;
  let most = 0;
  let sends = 0;
  const takeAfter = async (onTheirWay: readonly string[]): Promise<readonly LanePiece[]> => {
    readers += 1;
    most = Math.max(most, readers);
    await pause(400); // Longer than the runner waits after a failure.
    readers -= 1;
    return PIECES.filter(({ key }) => !onTheirWay.includes(key) && !done.includes(key)).slice(0, 1);
  };
  const publish = async (): Promise<void> => {
    sends += 1;
    if (sends % 2 === 1) throw new Error('Kafka is away');
  };
  const runner = new LaneRunner({
    lane: { name: 'chunks', take: () => takeAfter([]), takeAfter, done: async (keys) => { done.push(...keys); } },
    lease: { hold: async () => true, isHeld: () => true, release: async () => undefined },
    publisher: { publish }, onFailure: () => undefined,
  });
  runner.start();
  await eventually(() => done.length === PIECES.length);
  await runner.stop();
  expect([most, done]).toEqual([1, ['a', 'b']]);
});
