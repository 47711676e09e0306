import type { CityCode } from '@gongjiang/kernel';
import { BankSilent, type BankOf } from '../bank/bank.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { CityStore } from '../city/city.store.js';
import type { BatchDoubt, DoubtedBatch } from '../disbursement-control/sending.gate.js';
import { endToEndIdOf } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { isForTheBank } from '../payment/payment-message.js';
import type { PopulationStore } from '../population/population.store.js';
import { SYSTEM_ACTOR, WORKER_SOURCE } from '../shared/source.js';
import type { RecordHeads } from './record-heads.mongo.js';
import { isForgotten, type Witness } from './restore.js';
import type { RestoreService } from './restore.service.js';
import type { RestoreStore } from './restore.store.js';
import type { HeadOut, WentOutReader } from './went-out.js';

export interface WatchPorts {
  readonly recordHeads: RecordHeads;
  readonly wentOut: WentOutReader;
  readonly restores: RestoreStore;
  readonly restoreService: RestoreService;
  readonly cities: CityStore;
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly bankOf: BankOf;
}

/** How much earlier than the last thing that the database knows is read: clocks differ, and what is sealed goes out later. */
const MARGIN_MS = 600_000;
/** Chunks of a batch of which the bank is asked about one line: messages leave in the order of the chunks, so that a forgotten one is among the first. */
const CHUNKS_ASKED = 100;
/** Lines of a chunk that are looked at for one that is for the bank. */
const LINES_LOOKED_AT = 5;

/**
 * Notices by itself that the data were put back to an older state: at the start by what went out and is not here, then by
 * what this process remembers, and before a batch's first message by what the bank knows.
 */
export class RestoreWatch implements BatchDoubt {
  private isCompared = false;
  private readonly seen = new Map<CityCode, HeadOut>();
  private readonly askedAbout = new Set<string>();

  constructor(private readonly ports: WatchPorts, private readonly alarm: (witness: Witness, detail: string) => void) {}

  /** Compares once with what went out, then again and again with what was seen. Throws where that cannot be read; it is looked at again. */
  async look(): Promise<void> {
    if (!this.isCompared) await this.compareWithWhatWentOut();
    for (const { code } of this.ports.cities.all()) await this.compareWithMemory(code);
  }

  /** Why nothing of this batch may leave yet; null where the database is known to be the latest. */
  async about(batch: DoubtedBatch): Promise<string | null> {
    if (!this.isCompared) return 'what went out is not read yet';
    if (batch.wasRestored || this.askedAbout.has(batch.id)) return null;
    const known = await this.forgottenChunk(batch).catch((error: unknown) => {
      if (error instanceof BankSilent) return 'the bank gave no answer';
      throw error;
    });
    if (known === null) this.askedAbout.add(batch.id);
    return known;
  }

  private async compareWithWhatWentOut(): Promise<void> {
    const lasts = await Promise.all(this.ports.cities.all().map(({ code }) => this.ports.recordHeads.last(code)));
    const latest = Math.max(...lasts.map((head) => head?.at.getTime() ?? Number.NEGATIVE_INFINITY));
    const { heads, chunks } = await this.ports.wentOut.since(Number.isFinite(latest) ? new Date(latest - MARGIN_MS) : null);
    for (const head of heads) {
      if (await this.isForgotten(head, () => this.ports.recordHeads.isKnown(head))) return this.declare('record', `block ${head.number} of ${head.city} went out, and is not here`);
    }
    for (const chunk of chunks) {
      if (await this.isForgotten(chunk, () => this.isAnswered(chunk.chunkId))) return this.declare('chunk', `the answer to ${chunk.chunkId} went out, and is not here`);
    }
    this.isCompared = true;
  }

  private async isForgotten({ city, at }: { readonly city: CityCode; readonly at: Date }, isKnown: () => Promise<boolean>): Promise<boolean> {
    const restore = await this.ports.restores.find(city);
    if (!isForgotten({ at, isKnown: await isKnown() }, restore)) return false;
    // Nobody is locked out on the word of a member that was the primary a moment ago.
    await this.ports.recordHeads.fromPrimary();
    return isForgotten({ at, isKnown: await isKnown() }, restore);
  }

  private async isAnswered(chunkId: string): Promise<boolean> {
    const phase = (await this.ports.chunks.find(chunkId))?.phase;
    return phase === 'answered' || phase === 'settled';
  }

  private async compareWithMemory(city: CityCode): Promise<void> {
    const seen = this.seen.get(city);
    if (seen && (await this.isForgotten(seen, () => this.ports.recordHeads.isKnown(seen)))) await this.declare('process', `block ${seen.number} of ${city} was here, and is not any more`);
    const last = await this.ports.recordHeads.last(city);
    if (last) this.seen.set(city, last);
  }

  /** A chunk of which the bank knows a line, and of which no message was ever written here. */
  private async forgottenChunk(batch: DoubtedBatch): Promise<string | null> {
    const { batches, populations, chunks, bankOf } = this.ports;
    const kept = await batches.load(batch.city, batch.id);
    const plan = kept && (await populations.find(batch.id, kept.batch.calculation));
    const unsent = plan ? await chunks.inPhase(batch.id, plan.run, ['calculated'], CHUNKS_ASKED) : [];
    const lines = new Map<string, string>();
    for (const chunkId of unsent) {
      const id = await this.lineOf(batch, chunkId);
      if (id !== undefined) lines.set(id, chunkId);
    }
    if (lines.size === 0) return null;
    const known = (await bankOf(batch.city).inquire([...lines.keys()], null)).filter(({ status }) => status !== 'unknown-id');
    for (const { endToEndId } of known) {
      const chunkId = lines.get(endToEndId);
      // Another worker may have sent it since: then it is marked, since a message is marked before it leaves.
      if (chunkId === undefined || (await chunks.find(chunkId))?.phase !== 'calculated') continue;
      const detail = `the bank knows a line of ${chunkId}, which was never sent from here`;
      await this.declare('bank', detail);
      return detail;
    }
    return null;
  }

  private async lineOf({ city, id }: DoubtedBatch, chunkId: string): Promise<string | undefined> {
    const lines = await this.ports.items.page(city, id, { state: 'due', after: { chunkId, id: '' }, limit: LINES_LOOKED_AT });
    const line = lines.find((item) => item.chunkId === chunkId && isForTheBank(item));
    return line && endToEndIdOf(line);
  }

  /** One database holds all cities: what is older for one is older for all. */
  private async declare(witness: Witness, detail: string): Promise<void> {
    this.alarm(witness, detail);
    for (const { code } of this.ports.cities.all()) {
      const locked = await this.ports.restoreService.declare({ city: code, actor: SYSTEM_ACTOR, source: WORKER_SOURCE, witness, reason: detail });
      if (!locked.ok && locked.refusal.code !== 'control.stopped-already') throw new Error(`The lock over ${code} was refused: ${locked.refusal.code}`);
    }
    this.seen.clear();
    this.isCompared = true;
  }
}
