import type { Day } from '@gongjiang/kernel';
import { STRANGER } from '../batch/batch.builders.js';
import { SOURCE } from '../batch/batch.fixture.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { JINHUA } from '../city/city.builders.js';
import type { Item } from '../item/item.js';
import { DAYS } from '../notice/notice.builders.js';
import { itemsBehind } from '../notice/notice.lookup.js';
import { noticeIdOf } from '../notice/notice.js';
import { NoticeMonth } from '../notice/notice.month.fixture.js';
import type { ObjectionOutcome } from './objection.js';
import type { ObjectionOutcomeResult, ObjectionService } from './objection.service.js';
import type { KeptObjection } from './objection.store.js';

export const CLERK = 'clerk';

/** The objection that an outcome brought. Throws where it was refused. */
export function taken(outcome: ObjectionOutcomeResult): KeptObjection {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.value;
}

/** A month in which somebody objects. */
export class ObjectionMonth extends NoticeMonth {
  private said = 0;

  /** Somebody objects to a line in other words each time. */
  file({ batch }: Pick<KeptBatch, 'batch'>, line: number, { actor = CLERK, on = DAYS.from, service = this.subsidy.objectionService, text = `第${(this.said += 1)}次` }: { actor?: string; on?: Day; service?: ObjectionService; text?: string } = {}): Promise<ObjectionOutcomeResult> {
    return service.file({ city: JINHUA, actor, on, source: SOURCE }, noticeIdOf(batch), { line, text, contact: { name: '陈某某', reachedAt: '0579-80000000' } });
  }

  decide({ objection, version }: KeptObjection, outcome: ObjectionOutcome, { actor = STRANGER, on = DAYS.from, service = this.subsidy.objectionService }: { actor?: string; on?: Day; service?: ObjectionService } = {}): Promise<ObjectionOutcomeResult> {
    return service.decide({ city: JINHUA, actor, on, source: SOURCE }, objection.id, version, { outcome, reason: '已核实' });
  }

  async itemAt({ batch }: Pick<KeptBatch, 'batch'>, line: number): Promise<Item> {
    const [id = ''] = await itemsBehind(this.subsidy.notices, noticeIdOf(batch), line);
    const item = await this.subsidy.items.find(JINHUA, id);
    if (!item) throw new Error(`There is no item behind line ${line}`);
    return item;
  }

  /** Lines and money of the batch's items by state. */
  async sums({ batch }: Pick<KeptBatch, 'batch'>): Promise<Readonly<Record<string, readonly [number, number]>>> {
    const sums: Record<string, [number, number]> = {};
    for (const { state, lines, amountFen } of await this.subsidy.items.sumsOfBatch(batch.id)) {
      const [before, beforeFen] = sums[state] ?? [0, 0];
      sums[state] = [before + lines, beforeFen + amountFen];
    }
    return sums;
  }
}
