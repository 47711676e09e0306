import { GOALS, verdictOf, type Finding, type Goal, type GoalId } from './bench.goals.js';
import type { Part } from './bench.parts.js';
import { middleOf, type Repeated } from './bench.repeat.js';
import type { EarlierRun } from './earlier.file.js';
import type { MonthRun, ObservedRun } from './month.run.js';
import type { PipelineFigures } from './yardstick/pipeline.figures.js';

/** Whatever was run. */
export interface Measured {
  readonly month?: Repeated<MonthRun>;
  readonly observed?: Repeated<ObservedRun>;
  readonly bare?: Repeated<PipelineFigures>;
  readonly manyFunds?: Repeated<PipelineFigures>;
  readonly guarded?: Repeated<PipelineFigures>;
  readonly naive?: Repeated<PipelineFigures>;
}

type Values = Readonly<Partial<Record<GoalId, readonly (number | undefined)[]>>>;

/** Sets what was measured beside the goals that were asked for. A ratio between two kinds of run is made run by run, with the middle of the other kind. */
export function findingsOf(measured: Measured, parts: readonly Part[], earlier?: EarlierRun): readonly Finding[] {
  const values: Values = { ...ofMonth(measured, earlier), ...ofObserved(measured), ...ofPipelines(measured) };
  return (Object.keys(GOALS) as GoalId[]).flatMap((id) => {
    const runs = (values[id] ?? []).filter((value): value is number => value !== undefined && Number.isFinite(value));
    if (runs.length === 0 || !parts.includes(GOALS[id].part)) return [];
    const value = middleOf(runs);
    const goal: Goal = GOALS[id];
    const isDisturbed = goal.counted !== true && MADE_OF[goal.part].some((name) => measured[name]?.isDisturbed === true);
    return [{ id, ...goal, value, runs, verdict: verdictOf(goal, value), isDisturbed }];
  });
}

/** Which runs a goal's figures are made of: what disturbed them disturbed it. */
const MADE_OF: Readonly<Record<Part, readonly (keyof Measured)[]>> = {
  p1: ['month', 'bare'], p2: ['month', 'bare'], p3: ['month', 'bare', 'naive'], p4: ['month'], p5: ['month'], p6: [], p7: [], p8: ['bare', 'manyFunds'],
  p9: ['observed'], p10: ['month'], p11: ['month'], p12: ['month'], p13: ['month'], p14: ['observed'], p15: ['bare', 'guarded'],
};

function ofMonth({ month, bare, naive }: Measured, earlier: EarlierRun | undefined): Values {
  if (!month) return {};
  const each = (pick: (run: MonthRun) => number | undefined): readonly (number | undefined)[] => month.runs.map(pick);
  const [bareSpeed, bareCpu, naiveSpeed] = [speedOf(bare), cpuOf(bare), speedOf(naive)];
  return {
    'speed-by-raw': each(({ ratios }) => ratios.p1), 'speed-by-all-raw': each(({ ratios }) => ratios.p1All), 'speed-by-bare': each(({ ratios }) => ratios.linesPerSecond / bareSpeed),
    'cpu-by-raw': each(({ ratios }) => ratios.p2), 'cpu-by-all-raw': each(({ ratios }) => ratios.p2All), 'cpu-by-bare': each(({ ratios }) => ratios.cpuUsPerLine / bareCpu),
    'month-by-naive': each(({ ratios }) => ratios.linesPerSecond / naiveSpeed),
    'mongo-commands': each(({ commands }) => commands.mongo), 'redis-commands': each(({ commands }) => commands.redis),
    'cpu-by-smaller': each(({ ratios }) => (earlier ? ratios.cpuUsPerLine / earlier.cpuUsPerLine : undefined)),
    'last-by-first': each(({ lastByFirst }) => lastByFirst),
    'memory-by-smaller': each(({ peakRssBytes }) => (earlier ? Math.max(...OURS.map((name) => peakRssBytes[name] / (earlier.peakRssBytes[name] ?? Number.NaN))) : undefined)),
    'fund-writes': each(({ fundWrites, chunks }) => fundWrites / chunks),
    'relay-lag': each(({ lagMs }) => lagMs / 1_000), 'relay-capacity': each(({ relay, settledPerSecond }) => (relay ? relay.linesPerSecond / settledPerSecond : undefined)),
    'replay-payments': each(({ replay }) => replay?.payments), 'replay-time': each(({ replay, workedMs }) => (replay ? replay.ms / workedMs : undefined)),
    'trial-by-reads': each(({ trial, yardstick }) => (trial ? trial.linesPerSecond / (yardstick.lines / (yardstick.reads.ms / 1_000)) : undefined)),
    'lines-a-second': each(({ ratios }) => ratios.linesPerSecond), 'cpu-us': each(({ ratios }) => ratios.cpuUsPerLine),
  };
}

/** The platform's processes, whose memory must not grow with the month: the servers' caches may, and the officers of the rehearsal hold their certificates. */
const OURS = ['subsidy', 'relay', 'worker', 'talent'] as const;

function ofObserved({ observed }: Measured): Values {
  const each = (pick: (run: ObservedRun) => number | undefined): readonly (number | undefined)[] => observed?.runs.map(pick) ?? [];
  return {
    'redis-bytes': each(({ redisBytes, chunks }) => redisBytes / chunks),
    'rules-share': each(({ rules }) => rules?.share), 'rules-us': each(({ rules, lines }) => (rules ? rules.us / lines : undefined)),
    'office-p99': each(({ pages }) => pages.office.busy.p99Ms / pages.office.idle.p99Ms), 'citizen-p99': each(({ pages }) => pages.citizen.busy.p99Ms / pages.citizen.idle.p99Ms),
  };
}

function ofPipelines({ bare, manyFunds, guarded, naive }: Measured): Values {
  return {
    'chunked-by-naive': bare?.runs.map(({ linesPerSecond }) => linesPerSecond / speedOf(naive)) ?? [],
    'naive-by-chunked-cpu': naive?.runs.map(({ cpuUsPerLine }) => cpuUsPerLine / cpuOf(bare)) ?? [],
    'one-by-many-funds': bare?.runs.map(({ linesPerSecond }) => linesPerSecond / speedOf(manyFunds)) ?? [],
    'guarded-cpu': guarded?.runs.map(({ cpuUsPerLine }) => cpuUsPerLine / cpuOf(bare)) ?? [],
  };
}

function speedOf(repeated: Repeated<PipelineFigures> | undefined): number {
  return middleOf(repeated?.runs.map(({ linesPerSecond }) => linesPerSecond) ?? []);
}

function cpuOf(repeated: Repeated<PipelineFigures> | undefined): number {
  return middleOf(repeated?.runs.map(({ cpuUsPerLine }) => cpuUsPerLine) ?? []);
}
