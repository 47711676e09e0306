import { addFen, impossible, isMonth, ok, ZERO_FEN, type CityCode, type Fen, type Month, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import type { PackSet } from '@gongjiang/policy';
import type { LineSum } from '../batch/batch.js';
import type { BatchCommand } from '../batch/batch.command.js';
import { grantIdOf } from '../grant/grant.js';
import type { GrantStore } from '../grant/grant.store.js';
import type { Due, Item } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import type { PersonStore } from '../person/person.store.js';
import { sameKindKeyOf } from '../same-kind/same-kind.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import type { By } from '../shared/by.js';
import { dueOfHold, type Consequence, type HoldStage, type LineHold } from './line-hold.js';

export interface EffectPorts {
  readonly items: ItemStore;
  readonly grants: GrantStore;
  readonly persons: PersonStore;
  readonly sameKind: SameKindStore;
  readonly packs: PackSet;
  /** Tells the batch, in the same write. */
  readonly tellBatch: (by: { readonly city: CityCode; readonly source: string }, batchId: string, command: Extract<BatchCommand, { kind: 'withhold' | 'restore' }>, transaction: Transaction) => Promise<Result<unknown, Refusal>>;
}

/** Lines and money of items. */
export function sumOfItems(items: readonly Pick<Item, 'amountFen'>[]): LineSum {
  return { lines: items.length, amountFen: items.reduce<Fen>((total, { amountFen }) => addFen(total, amountFen), ZERO_FEN) };
}

/** Brings about what a decision means for the line that was held. */
export async function bringAbout(ports: EffectPorts, hold: LineHold, { consequence, stage, by }: { readonly consequence: Consequence; readonly stage: HoldStage; readonly by: By }, transaction: Transaction): Promise<Result<unknown, Refusal>> {
  const due = dueOfHold(hold);
  switch (consequence) {
    case 'still-held': return ok(null);
    case 'restored': return hold.state === 'held' ? restore(ports, hold, by, transaction) : ok(null);
    case 'next-batch':
      await ports.items.void(hold.itemIds, 'objection-dismissed', transaction);
      await ports.grants.recheck([grantIdOf(due)], firstMonthOf(due), transaction);
      return ok(null);
    case 'never-paid':
      // While the batch is sent back its lines are not written yet, or not in notice: they are ended when they are again.
      if (stage !== 'sent-back') await ports.items.void(hold.itemIds, 'objection-upheld', transaction);
      await ports.grants.revoke([grantIdOf(due)], firstMonthOf(due), transaction);
      await setMonthFree(ports, due, transaction);
      return ok(null);
    default: return impossible(consequence);
  }
}

async function restore(ports: EffectPorts, { batchId, itemIds }: LineHold, by: By, transaction: Transaction): Promise<Result<unknown, Refusal>> {
  const restored = await ports.items.restore(itemIds, transaction);
  return ports.tellBatch(by, batchId, { kind: 'restore', actor: by.actor, on: by.on, lines: sumOfItems(restored) }, transaction);
}

/** What is not due here may be paid by another city, or to another payee. */
async function setMonthFree({ persons, sameKind, packs }: EffectPorts, due: Due, transaction: Transaction): Promise<void> {
  const person = (await persons.facts(due.city, [due.person])).get(due.person);
  const key = person && sameKindKeyOf(packs, due, person.sameKindIndex);
  if (key) await sameKind.freeDue(due, key.id, transaction);
}

function firstMonthOf({ period }: Due): Month {
  return isMonth(period) ? period : (`${period}-01` as Month);
}
