import { beforeAll, describe, expect, it } from '@jest/globals';
import { runPlans, type RealPlan, type RealResult } from '@gongjiang/rehearsal';
import { startServers } from '@gongjiang/servers';
import { sharedServers } from './stage/stage.js';

/** What fits into the time of the suite; the long run is `npm run chaos -- --mode real`. The servers are those of other tests too: nobody kills them here. */
const QUIET: RealPlan = { seed: 1, persons: 40, appointments: [], timed: [], moods: [], deeds: [], isUpgraded: false };
const FAULTY: RealPlan = {
  ...QUIET,
  appointments: [
    { place: 'chunk/send/after', nth: 1 }, { place: 'batch/release/in-transaction', nth: 1 }, { place: 'statement/apply-bookings/after', nth: 1 }, { place: 'chunk/keep-answer/before', nth: 2 },
    // Longer than its lease.
    { place: 'chunk/write-items/before', nth: 1, forMs: 7_500 },
  ],
  moods: [{ kind: 'cuts-after-booking', times: 1 }],
};
/** R22: such a bank is none. What it does must be seen. */
const CONTROL: RealPlan = { ...QUIET, moods: [{ kind: 'cuts-after-booking', times: 1 }, { kind: 'ignores-idempotency' }] };

const results: RealResult[] = [];
beforeAll(async () => {
  const { mongoUrl, kafkaBrokers, redisUrl } = sharedServers();
  const servers = await startServers({ data: { kind: 'ephemeral' }, given: { mongo: mongoUrl, kafka: kafkaBrokers, redis: redisUrl } });
  await runPlans(servers, [FAULTY, CONTROL], (result) => { results.push(result); });
});

describe('a month in which workers die when the bank has been told and nobody knows its answer, an officer\'s server dies in the middle of a write, another sleeps for longer than its lease, and the bank is silent', () => {
  it('pays everybody once and has its books in order', () => {
    expect(results[0]?.violations).toEqual([]);
    expect(results[0]?.blows.map(({ place }) => place).sort()).toEqual(FAULTY.appointments.map(({ place }) => place).sort());
  });
});

describe('a bank that pays an id again, and is asked again', () => {
  it('is found out by its own books, and by what the platform\'s say', () => {
    expect(results.at(-1)?.violations).toContainEqual(expect.stringMatching(/^I1: GJ\w+ was paid 2 times$/));
    expect(results.at(-1)?.violations).toContainEqual(expect.stringMatching(/^I2: /));
  });
});
