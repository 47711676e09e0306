import type { CityCode, Fen, PersonToken } from '@gongjiang/kernel';
import type { Batch } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { Item, PastDue } from '../item/item.js';
import type { ItemPosition, ItemStore } from '../item/item.store.js';
import { compareLine, goneLine, type Compared, type Comparison } from './comparison.js';

/** Lines looked at for one answer: in a calm month few stand out, and an answer still comes soon. */
const LOOKED_AT_ONCE = 1_000;
const MAX_LOOKS = 20;

export interface ComparedPage {
  readonly items: readonly Compared[];
  /** Where to go on; null where all was looked at. */
  readonly next: ItemPosition | null;
}

/** The lines of a batch that stand out against the month before, found as they are asked for. */
export class ComparisonView {
  constructor(private readonly batches: BatchStore, private readonly items: ItemStore) {}

  /** A page: as many as stand out among the next lines, at most `limit`. */
  async page(batch: Batch, kind: Comparison, query: { readonly largeFen: Fen; readonly after: ItemPosition | null; readonly limit: number }): Promise<ComparedPage> {
    const read = kind === 'gone' ? await this.batchBefore(batch) : batch.id;
    if (read === undefined) return { items: [], next: null };
    const found: Compared[] = [];
    let { after } = query;
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const lines = await this.items.page(batch.city, read, { state: null, after, limit: LOOKED_AT_ONCE });
      const past = await this.duesOf(batch.city, lines, read);
      for (const line of lines) {
        const own = past.get(line.due.person) ?? [];
        const compared = kind === 'gone' ? goneLine(line, batch.period, own) : compareLine(line, kind, { month: batch.period, largeFen: query.largeFen, past: own });
        if (compared) found.push(compared);
        after = { chunkId: line.chunkId, id: line.id };
        if (found.length === query.limit) return { items: found, next: after };
      }
      if (lines.length < LOOKED_AT_ONCE) return { items: found, next: null };
    }
    return { items: found, next: after };
  }

  /** What the lines' persons are due by other batches than the one that is read: one range of keys a chunk. */
  private async duesOf(city: CityCode, lines: readonly Item[], read: string): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>> {
    const tokens = lines.map(({ due }) => due.person).sort();
    const [first, last] = [tokens[0], tokens.at(-1)];
    return first === undefined || last === undefined ? new Map() : this.items.past(city, first, last, read);
  }

  /** The programme's last approved batch of an earlier month. */
  private async batchBefore(batch: Batch): Promise<string | undefined> {
    const approved = await this.batches.approvedOf(batch.city, batch.programme);
    const loaded = await Promise.all(approved.map((id) => this.batches.load(batch.city, id)));
    const earlier = loaded.flatMap((kept) => (kept && kept.batch.period < batch.period ? [kept.batch] : []));
    return earlier.sort((one, other) => (one.period < other.period ? 1 : -1))[0]?.id;
  }
}
