import type { ChunkStore } from '../chunk/chunk.store.js';
import type { OffsetPlans } from '../clawback/offset-plans.js';
import type { FundStore } from '../fund/fund.store.js';
import type { GrantStore } from '../grant/grant.store.js';
import type { HeldLineStore } from '../held-line/held-line.store.js';
import type { ItemStore } from '../item/item.store.js';
import type { PopulationStore } from '../population/population.store.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import type { Batch } from '../batch/batch.js';

export interface ClearancePorts {
  readonly items: ItemStore;
  readonly heldLines: HeldLineStore;
  readonly sameKind: SameKindStore;
  readonly grants: GrantStore;
  readonly funds: FundStore;
  readonly populations: PopulationStore;
  readonly chunks: ChunkStore;
  readonly offsetPlans: OffsetPlans;
}

/** Clears away what a cancelled batch left, once. The plan goes last, and says that it is done. */
export async function clearCancelled(ports: ClearancePorts, batch: Batch): Promise<void> {
  if (!(await ports.populations.isPlanned(batch.id))) return;
  await discardAll(ports, batch);
  await recheckAll(ports, batch);
  await ports.populations.forget(batch.id);
}

/** Takes back all that was written for a cancelled batch: lines, months claimed among the cities, marks on grants, money reserved. */
export async function discardAll(ports: Omit<ClearancePorts, 'populations' | 'chunks'>, batch: Batch): Promise<void> {
  await ports.items.discardBatch(batch.id);
  await ports.heldLines.discardBatch(batch.id);
  await ports.sameKind.freeBatch(batch.id);
  await ports.offsetPlans.freeBatch(batch.id);
  await ports.grants.unspendBatch(batch.id);
  await ports.funds.free(batch.city, batch.fund, batch.id);
}

/** Other batches may have counted on what this one would pay: its grants' months are decided afresh. */
async function recheckAll({ chunks, grants }: ClearancePorts, batch: Batch): Promise<void> {
  for await (const { grantIds, rechecks } of chunks.populationsOf(batch.id)) {
    const from = Object.values(rechecks).reduce((earliest, month) => (month < earliest ? month : earliest), batch.period);
    await grants.recheckMonths(grantIds, from);
  }
}
