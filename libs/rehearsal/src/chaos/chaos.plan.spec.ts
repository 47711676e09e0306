import { describe, expect, it } from '@jest/globals';
import { deathsInChunksOf, MORTALS, realPlanOf, restlessOf, singleDeathOf } from './chaos.plan.js';

const PLACES = ['chunk/send/after', 'statement/apply-bookings/before', 'notice/make-sheet/after', 'cancellation/void-lines/before', 'batch/release/in-transaction'];

describe('the plan of a faulty month', () => {
  it('follows from its seed alone, and another seed has another one', () => {
    expect(realPlanOf(7, ['chunk/send/after'], PLACES)).toEqual(realPlanOf(7, ['chunk/send/after'], PLACES));
    expect(realPlanOf(8, ['chunk/send/after'], PLACES)).not.toEqual({ ...realPlanOf(7, ['chunk/send/after'], PLACES), seed: 8 });
  });

  it('has a death at every place that it was given', () => {
    for (let seed = 0; seed < 50; seed += 1) expect(realPlanOf(seed, PLACES, PLACES).appointments.filter(({ forMs }) => forMs === undefined).map(({ place }) => place)).toEqual(PLACES);
  });

  it('has every kind of trouble in the course of some seeds', () => {
    const plans = Array.from({ length: 300 }, (_, seed) => realPlanOf(seed, [], PLACES));
    expect(new Set(plans.flatMap(({ timed }) => timed.map((fault) => ('server' in fault ? fault.server : fault.kind))))).toEqual(new Set(['kill', 'freeze', 'flush-redis', 'redis', 'kafka', 'mongo']));
    expect(plans.some(({ appointments }) => appointments.some(({ forMs }) => forMs !== undefined))).toBe(true);
  });

  it('has officers do what leads to a place that the usual way does not come by', () => {
    expect(singleDeathOf(1, 'cancellation/void-lines/before').deeds).toEqual(['cancel-rest']);
    expect(singleDeathOf(1, 'chunk/send/after').deeds).toEqual([]);
  });

  it('without rest kills each process in turn by chance, 0.7 to 5 s after the last, for longer than a month may last', () => {
    const kills = restlessOf(3).timed;
    const gaps = kills.map(({ atMs }, at) => atMs - (kills[at - 1]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(700);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
    expect(kills.at(-1)?.atMs).toBeGreaterThan(145_000);
    expect(new Set(kills.flatMap((fault) => (fault.kind === 'kill' ? [fault.who] : [])))).toEqual(new Set(MORTALS));
  });

  it('has both workers die, and the next release come, where a calculation is to be begun anew', () => {
    expect(singleDeathOf(1, 'batch/restart-calculation/before')).toMatchObject({ isUpgraded: true, appointments: [{ place: 'chunk/decide/before', nth: 1 }, { place: 'chunk/decide/before', nth: 1 }, { place: 'batch/restart-calculation/before', nth: 1 }] });
    expect(singleDeathOf(1, 'batch/submit/before').isUpgraded).toBe(false);
  });

  it('lets somebody die in one chunk of ten, at steps of a chunk alone', () => {
    const { appointments } = deathsInChunksOf(1, 20_000, 40, PLACES);
    expect(appointments).toHaveLength(4);
    expect(appointments.every(({ place }) => place.startsWith('chunk/'))).toBe(true);
  });
});
