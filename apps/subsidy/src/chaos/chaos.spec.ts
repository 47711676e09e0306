import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openGround, type ChaosGround } from './chaos.ground.js';
import { planOf, type ChaosPlan } from './chaos.plan.js';
import { run } from './chaos.run.js';
import { shrunk } from './chaos.shrink.js';
import { failureText } from './chaos.text.js';
import { PLACES } from './places.js';
import { NEGATIVE_CONTROLS, without } from './safeguards.controls.js';

/** What fits into the time of the suite; the long run is `npm run chaos`. */
const RUNS = 120;
const FIXED_SEED = 20_260_101;
/** At each place somebody dies in the course of these runs; every seed has its share of the places. */
const DEATHS_A_RUN = 6;

describe('faulty months', () => {
  let ground: ChaosGround;
  beforeAll(async () => { ground = await openGround(); });

  const diesAt = (nth: number): readonly string[] => Array.from({ length: DEATHS_A_RUN }, (_, at) => PLACES[(nth * DEATHS_A_RUN + at) % PLACES.length] ?? '');
  async function goesWell(plan: ChaosPlan): Promise<Awaited<ReturnType<typeof run>>> {
    const result = await run(plan, ground);
    if (result.violations.length === 0) return result;
    throw new Error(failureText(result, await shrunk(plan, async (smaller) => (await run(smaller, ground)).violations.length > 0)));
  }

  it('pay everybody once and what is due, whatever dies, is lost or comes late; and at every step of the state machines somebody has died', async () => {
    const died = new Map<string, number>();
    for (let nth = 0; nth < RUNS; nth += 1) {
      for (const [place, count] of (await goesWell(planOf(FIXED_SEED + nth, diesAt(nth)))).died) died.set(place, (died.get(place) ?? 0) + count);
    }
    expect(PLACES.filter((place) => !died.has(place))).toEqual([]);
  }, 120_000);

  it('that nobody has tried before go well too', async () => {
    const seed = randomInt(2 ** 30);
    console.info(`chaos: random seeds from ${seed}`);
    for (let nth = 0; nth < 10; nth += 1) await goesWell(planOf(seed + nth, diesAt(nth)));
  }, 60_000);

  it('go the same way again with the same seed, turn by turn', async () => {
    const plan = planOf(7, diesAt(7));
    const [first, second] = [await run(plan, ground), await run(plan, ground)];
    expect([second.trace, second.steps, second.paidFen]).toEqual([first.trace, first.steps, first.paidFen]);
    expect((await run(planOf(8), ground)).trace).not.toBe(first.trace);
  });

  describe.each(NEGATIVE_CONTROLS)('without a safeguard ($without)', ({ without: safeguard, shows, planOf: planFor }) => {
    it('are found out', async () => {
      for (let seed = 1; seed <= 12; seed += 1) {
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
    const plan = { ...planOf(3), moods: { 2: 'silent-after', 9: 'interim', 12: 'twice' } as const, faults: planOf(11).faults };
    const fails = async (smaller: ChaosPlan): Promise<boolean> => (await run(smaller, ground, without('bankHonoursIds'))).violations.some((violation) => violation.startsWith('I1'));
    expect(await fails(plan)).toBe(true);
    const smallest = await shrunk(plan, fails);
    expect([smallest.faults.length, Object.keys(smallest.deeds).length]).toEqual([0, 0]);
    expect(await fails(smallest)).toBe(true);
  });
});
