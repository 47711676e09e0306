import { setTimeout as pause } from 'node:timers/promises';
import { groupBy } from '@gongjiang/kernel';
import type { MongoConnection } from '@gongjiang/persistence';
import type { RunCity } from './chaos.city.js';
import type { Blow } from './chaos.faults.js';

const LOOK_MS = 50;

interface SeenChunk { readonly _id: string; readonly phase: string; readonly run: number; readonly lease?: { readonly owner: string } }
interface SeenBatch { readonly _id: string; readonly version: number; readonly batch: { readonly status: string } }

/** How the run's work stands at a moment, read where it lies. */
interface Standing { readonly chunks: readonly SeenChunk[]; readonly batches: readonly SeenBatch[]; readonly other: string }

/** A death, and how long after it the work that it held went on; undefined where it held none, or the run was over first. */
export interface Recovery { readonly place: string; readonly ms: number }

interface Waiting { readonly blow: Blow; readonly held: ReadonlyMap<string, string>; readonly standing: string }

/** Looks on from outside and measures, for every death, the time until the same chunk, or where none was held the batch, went on. */
export class RecoveryWatch {
  readonly recoveries: Recovery[] = [];
  private readonly fresh: Blow[] = [];
  private waiting: Waiting[] = [];
  private last: Standing | undefined;
  private readonly over = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly mongo: MongoConnection, private readonly city: RunCity) {}

  begin(): void {
    this.running = this.watch();
  }

  died(blow: Blow): void {
    if (blow.what === 'death') this.fresh.push(blow);
  }

  async end(): Promise<void> {
    this.over.abort();
    await this.running;
  }

  private async watch(): Promise<void> {
    while (!this.over.signal.aborted) {
      const standing = await this.look().catch(() => undefined);
      if (standing) this.compare(standing);
      await pause(LOOK_MS, undefined, { signal: this.over.signal }).catch(() => undefined);
    }
  }

  private compare(now: Standing): void {
    this.waiting = this.waiting.filter((one) => {
      if (!hasGoneOn(one, now)) return true;
      this.recoveries.push({ place: one.blow.place, ms: Date.now() - one.blow.atMs });
      return false;
    });
    for (const blow of this.fresh.splice(0)) {
      const held = new Map(now.chunks.filter(({ lease }) => lease?.owner === String(blow.pid)).map(({ _id, phase }) => [_id, phase]));
      // What nobody but an officer brings on waits for him, and not for the dead.
      if (held.size > 0 || now.batches.some(({ batch }) => BY_ITSELF.has(batch.status))) this.waiting.push({ blow, held, standing: textOf(now) });
    }
    this.last = now;
  }

  /** What is known of the run at its end, for whoever asks why nothing went on. */
  text(): string {
    if (!this.last) return 'nothing was seen';
    const phases = [...groupBy(this.last.chunks, ({ phase }) => phase)].map(([phase, chunks]) => `${phase} ${chunks.length}`);
    return `${this.last.batches.map(({ _id, batch }) => `${_id} ${batch.status}`).join(', ')}; chunks: ${phases.join(', ')}; statements and lists: ${this.last.other}`;
  }

  private async look(): Promise<Standing> {
    const { db } = this.mongo;
    const own = { city: this.city.code };
    const [chunks, batches, position, sheets] = await Promise.all([
      db.collection('chunks').find(own, { projection: { phase: 1, run: 1, lease: 1 } }).toArray(),
      db.collection('batches').find(own, { projection: { version: 1, 'batch.status': 1 } }).toArray(),
      db.collection('statement_progress').findOne({ _id: this.city.account as never }),
      db.collection('notices').countDocuments(own),
    ]);
    return { chunks: chunks as unknown as SeenChunk[], batches: batches as unknown as SeenBatch[], other: JSON.stringify([position, sheets]) };
  }
}

const BY_ITSELF: ReadonlySet<string> = new Set(['calculating', 'submitted', 'released', 'disbursing', 'settling']);

function hasGoneOn({ held, standing }: Waiting, now: Standing): boolean {
  if (held.size === 0) return textOf(now) !== standing;
  const phases = new Map(now.chunks.map(({ _id, phase }) => [_id, phase]));
  return [...held].every(([id, phase]) => phases.get(id) !== phase);
}

function textOf({ chunks, batches, other }: Standing): string {
  return JSON.stringify([chunks.map(({ _id, phase }) => [_id, phase]), batches, other]);
}
