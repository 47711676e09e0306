import type { ChaosPlan } from './chaos.plan.js';

/** Tries that a search for a smaller plan makes at most: each is a run. */
const MOST_TRIES = 150;

/** The smallest plan found that fails still: what is left in it is what it takes. */
export async function shrunk(plan: ChaosPlan, fails: (plan: ChaosPlan) => Promise<boolean>): Promise<ChaosPlan> {
  let smallest = plan;
  let tries = 0;
  const accept = async (smaller: ChaosPlan): Promise<boolean> => {
    tries += 1;
    if (tries > MOST_TRIES || !(await fails(smaller))) return false;
    smallest = smaller;
    return true;
  };
  for (;;) {
    const before = smallest;
    for (const step of stepsFrom(smallest)) await accept(step(smallest));
    if (smallest === before) return smallest;
  }
}

type Step = (plan: ChaosPlan) => ChaosPlan;

/** Much at once first, then one by one. A step that finds nothing to take away leaves the plan as it is. */
function stepsFrom({ faults, moods, deeds, persons, months, workers, offices, ...plan }: ChaosPlan): readonly Step[] {
  const half = Math.ceil(faults.length / 2);
  return [
    ...(faults.length > 1 ? [(at: ChaosPlan) => ({ ...at, faults: at.faults.slice(half) }), (at: ChaosPlan) => ({ ...at, faults: at.faults.slice(0, half) })] : []),
    ...(Object.keys(moods).length > 0 ? [(at: ChaosPlan) => ({ ...at, moods: {} })] : []),
    ...(Object.keys(deeds).length > 0 ? [(at: ChaosPlan) => ({ ...at, deeds: {} })] : []),
    ...(plan.isTwoCities ? [(at: ChaosPlan) => ({ ...at, isTwoCities: false })] : []),
    ...(plan.isTwoProgrammes ? [(at: ChaosPlan) => ({ ...at, isTwoProgrammes: false })] : []),
    ...(plan.isBudgetShort ? [(at: ChaosPlan) => ({ ...at, isBudgetShort: false })] : []),
    ...(plan.isUpgraded ? [(at: ChaosPlan) => ({ ...at, isUpgraded: false })] : []),
    ...(plan.betweenChance > 0 ? [(at: ChaosPlan) => ({ ...at, betweenChance: 0 })] : []),
    ...(months > 1 ? [(at: ChaosPlan) => ({ ...at, months: at.months - 1 })] : []),
    ...(workers > 1 ? [(at: ChaosPlan) => ({ ...at, workers: at.workers - 1 })] : []),
    ...(offices > 1 ? [(at: ChaosPlan) => ({ ...at, offices: 1 })] : []),
    ...(persons > 2 ? [(at: ChaosPlan) => ({ ...at, persons: Math.ceil(at.persons / 2) })] : []),
    ...faults.map((fault) => (at: ChaosPlan) => ({ ...at, faults: at.faults.filter((one) => one !== fault) })),
    ...Object.keys(moods).map((call) => (at: ChaosPlan) => ({ ...at, moods: withoutKey(at.moods, call) })),
    ...Object.keys(deeds).map((look) => (at: ChaosPlan) => ({ ...at, deeds: withoutKey(at.deeds, look) })),
  ];
}

function withoutKey<T>(table: Readonly<Record<number, T>>, key: string): Readonly<Record<number, T>> {
  return Object.fromEntries(Object.entries(table).filter(([one]) => one !== key));
}
