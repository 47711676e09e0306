import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openGround, type ChaosGround } from './chaos.ground.js';
import { companiesOf } from './chaos.leads.js';
import { diesAt, directPlanOf, planOf, type ChaosPlan } from './chaos.plan.js';
import { run } from './chaos.run.js';
import { shrunk } from './chaos.shrink.js';
import { failureText } from './chaos.text.js';
import { PLACES } from './places.js';
import { NEGATIVE_CONTROLS, without } from './safeguards.controls.js';

/** What fits into the time of the suite; the long run is `npm run chaos`. */
const RUNS = 20;
const NEW_RUNS = 6;
const FIXED_SEED = 20_260_101;
/** Somebody dies at so many places of a run that leads straight to them: with more the month ends before it came by all. */
const DEATHS_A_DIRECT_RUN = 8;

describe('faulty months', () => {
  let ground: ChaosGround;
  beforeAll(async () => { ground = await openGround(); });

  async function goesWell(plan: ChaosPlan): Promise<Awaited<ReturnType<typeof run>>> {
    const result = await run(plan, ground);
    if (result.violations.length === 0) return result;
    throw new Error(failureText(result, await shrunk(plan, async (smaller) => (await run(smaller, ground)).violations.length > 0)));
  }

  async function diedAt(companies: readonly (readonly string[])[]): Promise<ReadonlySet<string>> {
    const died = new Set<string>();
    for (const [nth, company] of companies.entries()) for (const place of (await goesWell(directPlanOf(nth, company))).died.keys()) died.add(place);
    return died;
  }

  it('pay everybody once and what is due though somebody died at every step of the state machines', async () => {
    const died = await diedAt(companiesOf(PLACES, DEATHS_A_DIRECT_RUN));
    // A death can end what others of the same run would have come by: those have a run of their own.
    const missed = PLACES.filter((place) => !died.has(place));
    const diedAlone = await diedAt(missed.map((place) => [place]));
    expect(missed.filter((place) => !diedAlone.has(place))).toEqual([]);
  });

  it('pay everybody once and what is due, whatever dies, is lost or comes late', async () => {
    for (let nth = 0; nth < RUNS; nth += 1) await goesWell(planOf(FIXED_SEED + nth, diesAt(nth * 7)));
  });

  it('that nobody has tried before go well too', async () => {
    const seed = randomInt(2 ** 30);
    console.info(`chaos: random seeds from ${seed}`);
    for (let nth = 0; nth < NEW_RUNS; nth += 1) await goesWell(planOf(seed + nth, diesAt(seed + nth)));
  });

  it('do not run into the next year while who reads the statements sleeps', async () => {
    await goesWell({ ...directPlanOf(0, []), months: 2, workers: 1, faults: [{ kind: 'freeze-at', place: 'statement/apply-bookings/before', nth: 1, forMs: 600_000 }] });
  });

  it('go the same way again with the same seed, turn by turn', async () => {
    const plan = planOf(7, diesAt(7));
    const [first, second] = [await run(plan, ground), await run(plan, ground)];
    expect([second.trace, second.steps, second.paidFen]).toEqual([first.trace, first.steps, first.paidFen]);
    expect((await run(planOf(8), ground)).trace).not.toBe(first.trace);
  });

  describe.each(NEGATIVE_CONTROLS)('without a safeguard ($without)', ({ without: safeguard, shows, planOf: planFor }) => {
    it('are found out', async () => {
      for (let seed = 1; seed <= 30; seed += 1) {
        const { violations } = await run(planFor(seed), ground, without(safeguard));
        if (violations.some((violation) => shows.test(violation))) return;
      }
      throw new Error(`Nobody noticed that ${safeguard} is not there`);
    });

    it('and with it the same months go well', async () => {
      await goesWell(planFor(1));
    });
  });

  it('that fail are told by the smallest plan that fails', async () => {
    const plan = { ...directPlanOf(3, []), persons: 6, deeds: planOf(3).deeds, moods: { 2: 'silent-after', 9: 'interim', 12: 'twice' } as const, faults: planOf(11).faults };
    const fails = async (smaller: ChaosPlan): Promise<boolean> => (await run(smaller, ground, without('bankHonoursIds'))).violations.some((violation) => violation.startsWith('I1'));
    expect(await fails(plan)).toBe(true);
    const smallest = await shrunk(plan, fails);
    expect([smallest.faults.length, Object.keys(smallest.deeds).length]).toEqual([0, 0]);
    expect(await fails(smallest)).toBe(true);
  });
});
