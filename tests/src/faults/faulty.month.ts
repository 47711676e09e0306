import { allFaultsOfMonth, type Platform, type ServerAddresses } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { runDisturbedMonth } from '../stage/disturbed.month.js';
import { chunksByPhase } from '../stage/progress.js';
import { openStage, type Stage } from '../stage/stage.js';

/** Several chunks in each batch. */
const PERSONS = 3_000;
/** The bank takes each message at once and is slow to say so: payment lasts long enough to be met in its middle. */
const SLOW_BANK = { rules: [{ kind: 'answers-late', afterMs: 400 }] };
const MOMENT = { timeoutMs: 180_000, everyMs: 10 };
const PROGRESS = { timeoutMs: 180_000, everyMs: 50 };

export interface FaultyMonth {
  readonly servers: ServerAddresses;
  readonly persons?: number;
  readonly workers?: number;
  readonly environment?: Platform['options']['environment'];
  /** Called while the month runs: waits for its moment and does the harm. Answers what is worth telling. */
  readonly harm: (stage: Stage) => Promise<Figures>;
}

/** What was measured of a fault, in seconds or counts. */
export type Figures = Readonly<Record<string, number>>;

/** Runs a month in which something is broken. Answers every fault that its end shows; none is what must be. */
export async function faultsAfter(name: string, { servers, persons = PERSONS, workers = 1, environment, harm }: FaultyMonth): Promise<readonly string[]> {
  const stage = await openStage({ persons, servers, workers, environment: { GONGJIANG_WORKER_CHUNKS_AT_ONCE: '1', ...environment } });
  await stage.bank.misbehave(SLOW_BANK);
  let figures: Figures = {};
  const begun = performance.now();
  const result = await runDisturbedMonth(stage, async () => { figures = await harm(stage); });
  const faults = await allFaultsOfMonth(stage, result);
  tell({ fault: name, ...figures, monthS: seconds(begun), faults: faults.length });
  return faults;
}

/** Some chunks are calculated, and some are not begun. */
export async function middleOfCalculation(stage: Stage): Promise<void> {
  await eventually(async () => { const { calculated = 0, planned = 0 } = await chunksByPhase(stage); return calculated > 0 && planned > 0; }, MOMENT);
}

/** Some chunks are answered by the bank, and some are not. */
export async function middleOfPayment(stage: Stage): Promise<void> {
  await eventually(async () => { const { answered = 0, calculated = 0, instructed = 0 } = await chunksByPhase(stage); return answered > 0 && calculated + instructed > 0; }, MOMENT);
}

/** Seconds until chunks go on: from now to the first that is further than all were before. */
export async function goesOn(stage: Stage, before: number, begun = performance.now()): Promise<number> {
  await eventually(async () => (await steps(stage)) > before, PROGRESS);
  return seconds(begun);
}

const PHASES = ['planned', 'calculated', 'instructed', 'answered', 'settled'];

/** How many steps the chunks of all batches have taken together. */
export async function steps(stage: Stage): Promise<number> {
  const phases = await chunksByPhase(stage);
  return Object.entries(phases).reduce((sum, [phase, count]) => sum + count * PHASES.indexOf(phase), 0);
}

export function seconds(since: number): number {
  return Math.round((performance.now() - since) / 100) / 10;
}

/** One line a fault: what docs/reliability.md tells comes from these. */
function tell(line: object): void {
  process.stderr.write(`FAULT ${JSON.stringify(line)}\n`);
}
