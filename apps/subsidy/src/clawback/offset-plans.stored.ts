import { groupBy, type CityCode, type PersonToken } from '@gongjiang/kernel';
import { batchOfChunk, chunkRangeOf, isChunkOf, runPrefixOf } from '../batch/batch.range.js';
import type { ClawbackIn } from './clawback.js';
import { freeWhere, reserveFor, takeFor, type ClaimedMoney, type OffsetReservation } from './clawback.money.js';
import { fundOf } from './clawback.posting.js';
import type { ClawbackStore, KeptClawback } from './clawback.store.js';
import { offsetPlanOf } from './offset-plan.of.js';
import { OffsetPlans, type CalculatingChunk, type OffsetPlan, type PlannedOffset } from './offset-plans.js';

type WithMoney = KeptClawback & { readonly clawback: ClawbackIn<'in-force' | 'settled'> };

/** How often a case may change under one write before something is wrong: a person's case is touched by few at once. */
const MAX_TRIES = 50;

/** What may be kept, from the cases themselves: what a chunk takes and reserves stands in each case, and changes by its version. */
export class StoredOffsetPlans extends OffsetPlans {
  constructor(private readonly cases: ClawbackStore) {
    super();
  }

  async of(city: CityCode, tokens: readonly PersonToken[], { chunkId, fund }: CalculatingChunk): Promise<ReadonlyMap<PersonToken, OffsetPlan>> {
    if (tokens.length === 0) return new Map();
    const standing = await this.cases.standing(city, tokens);
    const isOfBatch = (other: string): boolean => isChunkOf(other, batchOfChunk(chunkId));
    const taken: KeptClawback[] = [];
    for (const kept of standing) taken.push(hasMoney(kept) && fundOf(kept.clawback) === fund ? await this.change(kept, (money) => takeFor(money, chunkId, isOfBatch)) : kept);
    const byPerson = groupBy(taken, ({ clawback }) => clawback.due.person);
    return new Map([...byPerson].map(([person, own]) => [person, offsetPlanOf(own.map(({ clawback }) => clawback), chunkId, fund)]));
  }

  async reserve(chunkId: string, offsets: readonly PlannedOffset[]): Promise<void> {
    const byCase = groupBy(offsets, (offset) => offset.caseId);
    for (const kept of await this.cases.heldBy(only(chunkId))) await this.change(kept, (money) => reserveFor(money, chunkId, byCase.get(kept.clawback.id) ?? []));
  }

  async freeItems(city: CityCode, itemIds: readonly string[]): Promise<void> {
    const items = new Set(itemIds);
    const held = itemIds.length === 0 ? [] : await this.cases.heldFor(city, itemIds);
    for (const kept of held) await this.change(kept, (money) => freeWhere(money, ({ itemId }) => itemId !== null && items.has(itemId)));
  }

  freeBefore(batchId: string, run: number): Promise<void> {
    return this.freeRange({ from: chunkRangeOf(batchId).from, before: runPrefixOf(batchId, run) });
  }

  freeChunk(chunkId: string): Promise<void> {
    return this.freeRange(only(chunkId));
  }

  freeBatch(batchId: string): Promise<void> {
    return this.freeRange(chunkRangeOf(batchId));
  }

  /** What a chunk took and never said what it keeps, though its batch is calculated by now: it keeps nothing. */
  freeTaken(chunkId: string): Promise<void> {
    return this.freeRange(only(chunkId), ({ itemId }) => itemId === null);
  }

  private async freeRange(range: { readonly from: string; readonly before: string }, fits: (reservation: OffsetReservation) => boolean = () => true): Promise<void> {
    const isIn = (reservation: OffsetReservation): boolean => reservation.chunkId >= range.from && reservation.chunkId < range.before && fits(reservation);
    for (const kept of await this.cases.heldBy(range)) await this.change(kept, (money) => freeWhere(money, isIn));
  }

  /** Writes what the work makes of the case's money, on its newest version; nothing where nothing changes. */
  private async change(kept: KeptClawback, work: (money: ClaimedMoney) => ClaimedMoney): Promise<KeptClawback> {
    let at: KeptClawback | undefined = kept;
    for (let tries = 0; tries < MAX_TRIES && at; tries += 1) {
      if (!hasMoney(at)) return at;
      const money = work(at.clawback.money);
      if (JSON.stringify(money.reservations) === JSON.stringify(at.clawback.money.reservations)) return at;
      if (await this.cases.keepReservations(at, money)) return { ...at, version: at.version + 1, clawback: { ...at.clawback, money } };
      at = await this.cases.load(at.clawback.city, at.clawback.id);
    }
    throw new Error(`The case ${kept.clawback.id} changes faster than it can be written`);
  }
}

function hasMoney(kept: KeptClawback): kept is WithMoney {
  return 'money' in kept.clawback;
}

/** From the chunk's id to before the next id: ids have no character below this one. */
function only(chunkId: string): { readonly from: string; readonly before: string } {
  return { from: chunkId, before: `${chunkId} ` };
}
