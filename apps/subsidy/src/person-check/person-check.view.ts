import { groupBy, isMonth, type CityCode } from '@gongjiang/kernel';
import { z } from 'zod';
import { batchOfChunk } from '../batch/batch.range.js';
import type { HeldLine } from '../held-line/held-line.js';
import type { HeldLineStore } from '../held-line/held-line.store.js';
import { reasonSchema, reasonsOf } from '../held-line/held-line.wording.js';
import type { Due } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import type { CheckRecord, CheckRecordStore } from './check-record.store.js';
import { FINDING_CODES, type Checked } from './person-check.js';

export const checkedSchema = z.object({ check: z.string(), answer: z.string(), answeredOn: z.string().nullable(), by: z.string().nullable(), source: z.string().nullable(), code: z.string().nullable() });
export const findingSchema = z.object({
  id: z.string(), person: z.string(), entitlement: z.string(), subject: z.string().nullable(), period: z.string(),
  reasons: z.array(reasonSchema), checks: z.array(checkedSchema),
});
export type Finding = z.infer<typeof findingSchema>;

/** What the check of persons came to, for officers: the findings of a batch, and the evidence behind any line. */
export class PersonCheckView {
  constructor(private readonly heldLines: HeldLineStore, private readonly items: ItemStore, private readonly records: CheckRecordStore) {}

  /** The lines of a batch that are held for what was found of a person, each with every check of its month. */
  async findings(city: CityCode, batchId: string, query: { readonly after: string | null; readonly limit: number }): Promise<readonly Finding[]> {
    const held = await this.heldLines.page(city, batchId, { ...query, codes: FINDING_CODES });
    const byChunk = await Promise.all([...groupBy(held, (line) => line.chunkId).keys()].map(async (chunkId) => [chunkId, (await this.records.find(city, chunkId)) ?? []] as const));
    const records = new Map(byChunk);
    return held.map((line) => shownFinding(line, records.get(line.chunkId) ?? []));
  }

  /** What was checked for an item before it was decided; undefined where there is no such item. */
  async ofItem(city: CityCode, itemId: string): Promise<readonly Checked[] | undefined> {
    const item = await this.items.find(city, itemId);
    return item && checksOf(item.due, item.chunkId, (await this.records.find(city, item.chunkId)) ?? []);
  }
}

function shownFinding({ id, due, chunkId, codes }: HeldLine & { readonly id: string }, records: readonly CheckRecord[]): Finding {
  const { person, entitlement, subject, period } = due;
  return { id, person, entitlement, subject, period, reasons: [...reasonsOf(codes)], checks: [...checksOf(due, chunkId, records)] };
}

/** A due of no month was checked of the month of its batch: the only one of its person that is no due's own. */
function checksOf({ person, period }: Due, chunkId: string, records: readonly CheckRecord[]): readonly Checked[] {
  const month = isMonth(period) ? period : monthOfBatch(chunkId);
  return records.find((record) => record.person === person && record.month === month)?.checks ?? [];
}

/** A batch's id names its month: `<city>.<programme>.<month>.<number>`. */
function monthOfBatch(chunkId: string): string | undefined {
  return batchOfChunk(chunkId).split('.').find(isMonth);
}
