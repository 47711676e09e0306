import type { Clock } from '@gongjiang/kernel';
import type { BatchStore } from '../batch/batch.store.js';
import type { SendingGate } from '../disbursement-control/sending.gate.js';
import type { PopulationStore } from '../population/population.store.js';
import { ProgressFeeds } from './progress.feed.loop.js';
import type { ProgressStore } from './progress.store.js';
import { DisbursementView } from './progress.view.js';

/** Readers of one process: an office of a city has some ten screens open, and each holds a connection. */
const MAX_WATCHERS = 200;
/** One look a second at each batch that is watched, however many watch it. */
const LOOK_EVERY_MS = 1_000;

export interface ProgressPorts {
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  readonly progress: ProgressStore;
  readonly sendingGate: SendingGate;
  readonly clock: Clock;
}

/** What the screens of a disbursement are made of. A look that fails is made again; readers get heartbeats meanwhile. */
export function progressParts(ports: ProgressPorts, limits: { readonly maxWatchers?: number; readonly everyMs?: number } = {}): { readonly view: DisbursementView; readonly feeds: ProgressFeeds } {
  const view = new DisbursementView(ports);
  const settings = { look: (...of: Parameters<DisbursementView['of']>) => view.of(...of), clock: ports.clock, everyMs: limits.everyMs ?? LOOK_EVERY_MS, onError: () => undefined };
  return { view, feeds: new ProgressFeeds(settings, limits.maxWatchers ?? MAX_WATCHERS) };
}
