import type { ChunkStep } from './chunk.js';

/** Runs one step of a chunk's work. Tests and metrics stand around it; a crash may come before, in or after any step. */
export type StepRunner = <T>(step: ChunkStep, run: () => Promise<T>) => Promise<T>;

export const plainStep: StepRunner = (_step, run) => run();
