import { allFaultsOfMonth, runMonth, type MonthResult, type PlatformOptions, type ServerAddresses } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { chunksByPhase } from '../stage/progress.js';
import { openStage, type Stage } from '../stage/stage.js';

/** A chunk in each of three batches: one is met while another waits. */
const PERSONS = 300;
/** The bank takes each message at once and is slow to say so: payment lasts long enough to be met in its middle. */
const SLOW_BANK = { rules: [{ kind: 'answers-late', afterMs: 2_500 }] };
const MOMENT = { everyMs: 10 };
const PROGRESS = { everyMs: 50 };

/** What was measured of a fault, in seconds or counts. */
export type Figures = Readonly<Record<string, number>>;

type Harm = (stage: Stage) => Promise<Figures>;

export interface FaultyMonth {
  readonly servers: ServerAddresses;
  readonly workers?: number;
  readonly environment?: PlatformOptions['environment'];
  /** What is done while chunks are calculated; the batches wait for its end with their notices up. Answers what is worth telling. */
  readonly inCalculation?: Harm;
  /** What is done while some chunks are paid and others not. */
  readonly inPayment?: Harm;
  /** What is mended only when the month is closed. */
  readonly afterClose?: (stage: Stage) => Promise<unknown>;
  /** What must hold besides. */
  readonly check?: (stage: Stage, result: MonthResult) => Promise<readonly string[]>;
}

/** Runs a month in which something is broken. Answers every fault that its end shows: there must be none. */
export async function faultsAfter(name: string, month: FaultyMonth): Promise<readonly string[]> {
  const { servers, workers = 1, environment, afterClose, check } = month;
  const stage = await openStage({ persons: PERSONS, servers, workers, environment: { GONGJIANG_WORKER_CHUNKS_AT_ONCE: '1', ...environment } });
  await stage.bank.misbehave(SLOW_BANK);
  const begun = performance.now();
  const { result, figures } = await harmedMonth(stage, month).catch((error: unknown) => {
    tell({ fault: name, failed: String(error), workers: stage.platform.workers.map((worker) => worker.logs().slice(-2_000)), api: stage.platform.subsidy.logs().slice(-4_000) });
    throw error;
  });
  await afterClose?.(stage);
  const faults = [...await allFaultsOfMonth(stage, result), ...((await check?.(stage, result)) ?? [])];
  tell({ fault: name, ...figures, monthS: seconds(begun), faults: faults.length });
  return faults;
}

/** The month and its harms side by side; fails with whichever fails first. */
async function harmedMonth(stage: Stage, { inCalculation, inPayment }: FaultyMonth): Promise<{ readonly result: MonthResult; readonly figures: Figures }> {
  const whileCalculating = inCalculation && harmAt(stage, middleOfCalculation, inCalculation);
  const run = runMonth(stage.platform, stage.sample.paths, () => undefined, { duringNotice: async () => { await whileCalculating; } });
  const [result, first, second] = await Promise.all([run, whileCalculating, inPayment && harmAt(stage, middleOfPayment, inPayment)]);
  return { result, figures: { ...first, ...second } };
}

async function harmAt(stage: Stage, moment: (stage: Stage) => Promise<void>, harm: Harm): Promise<Figures> {
  await moment(stage);
  const figures = await harm(stage);
  tell(figures);
  return figures;
}

/** Some chunks are calculated; on a slow day the onlooker comes when it is all of them. */
async function middleOfCalculation(stage: Stage): Promise<void> {
  await eventually(async () => ((await chunksByPhase(stage))['calculated'] ?? 0) > 0, MOMENT);
}

/** Some chunks are answered by the bank, and some are not. */
async function middleOfPayment(stage: Stage): Promise<void> {
  await eventually(async () => { const { answered = 0, calculated = 0, instructed = 0 } = await chunksByPhase(stage); return answered > 0 && calculated + instructed > 0; }, MOMENT);
}

/** Does the harm, and answers how many seconds it takes from then until a chunk is further than all were before. */
export async function goesOnAfter(stage: Stage, harm: () => Promise<unknown>, stepsBefore?: number): Promise<number> {
  const before = stepsBefore ?? (await steps(stage));
  const begun = performance.now();
  await harm();
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
