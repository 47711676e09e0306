import { runMonth, type MonthResult } from '@gongjiang/rehearsal';
import type { Stage } from './stage.js';

/** Runs the month while something happens to the platform. Fails with whichever fails first. */
export async function runDisturbedMonth(stage: Stage, disturb: () => Promise<void>): Promise<MonthResult> {
  const [result] = await Promise.all([runMonth(stage.platform, stage.sample.paths, () => undefined), disturb()]);
  return result;
}
