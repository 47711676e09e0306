import { groupBy, isMonth, type CityCode, type Month, type PersonToken } from '@gongjiang/kernel';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import type { Batch } from '../batch/batch.js';
import type { OffsetPlans, PlannedOffset } from '../clawback/offset-plans.js';
import { entitlementOfGrant, grantIdOf, periodsOf, type Grant } from '../grant/grant.js';
import type { GrantStore } from '../grant/grant.store.js';
import { isHoldCode, type HeldLine } from '../held-line/held-line.js';
import type { HeldLineStore } from '../held-line/held-line.store.js';
import { itemId, type Due, type Item } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { scopeOf } from '../item/past-due.scope.js';
import type { PersonStore } from '../person/person.store.js';
import type { CreditBarStore } from '../person-check/credit-bar.store.js';
import type { AskedMonths, PersonChecks } from '../person-check/person-checks.js';
import { lossKey, type SameKindClaim, type TakenElsewhere } from '../same-kind/same-kind.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import { calculatePerson, type CalculationInput, type Line, type PersonResult } from './chunk.calculation.js';
import type { Chunk } from './chunk.js';
import type { StepRunner } from './chunk.step.js';
import type { ChunkDecisions, ChunkStore } from './chunk.store.js';
import { carriedTotalsOf, chunkTotalsOf } from './chunk.totals.js';

export interface CalculationPorts {
  readonly chunks: ChunkStore;
  readonly grants: GrantStore;
  readonly persons: PersonStore;
  readonly items: ItemStore;
  readonly heldLines: HeldLineStore;
  readonly sameKind: SameKindStore;
  readonly personChecks: PersonChecks;
  readonly creditBars: CreditBarStore;
  readonly offsetPlans: OffsetPlans;
  readonly packs: PackSet;
}

/**
 * Calculates a chunk. The decisions are kept first, once and for all; items, held lines and totals follow from what is
 * kept. So a worker that dies, or wakes too late, changes nothing by doing it again.
 */
export async function calculateChunk(ports: CalculationPorts, batch: Batch, chunk: Chunk, step: StepRunner): Promise<void> {
  if (chunk.phase !== 'planned') return;
  const kept = (await ports.chunks.decisions(chunk.id)) ?? (await (chunk.carriedFrom ? carryAndKeep : decideAndKeep)(ports, batch, chunk, step));
  await step('write-items', () => writeItems(ports, batch, chunk, kept));
  await step('finish-calculation', () => ports.chunks.toCalculated(chunk.id, kept.totals));
}

/** Lines of earlier batches go out again as they were decided: their next attempts are written, and nothing is decided. */
async function carryAndKeep(ports: CalculationPorts, _batch: Batch, chunk: Chunk, step: StepRunner): Promise<ChunkDecisions> {
  const carried = await step('decide', () => ports.items.carry(chunk.itemIds, chunk.id));
  return step('keep-decisions', () => ports.chunks.keepDecisions(chunk.id, { totals: carriedTotalsOf(carried), results: [] }));
}

async function decideAndKeep(ports: CalculationPorts, batch: Batch, chunk: Chunk, step: StepRunner): Promise<ChunkDecisions> {
  const results = await step('decide', () => decideChunk(ports, batch, chunk));
  const decisions = { totals: chunkTotalsOf(results, batch.period), results: results.map(({ lines, held, receipts }) => ({ lines, held, receipts })) };
  return step('keep-decisions', () => ports.chunks.keepDecisions(chunk.id, decisions));
}

/** What a decision reads, and whom it asks. */
export type DecisionPorts = Pick<CalculationPorts, 'grants' | 'persons' | 'items' | 'packs'> & {
  readonly sameKind: Pick<SameKindStore, 'claim'>;
  readonly personChecks: PersonChecks;
  readonly creditBars: Pick<CreditBarStore, 'standing'>;
  readonly offsetPlans: Pick<OffsetPlans, 'of'>;
};
type DecidedBatch = Pick<Batch, 'id' | 'city' | 'period' | 'fund'>;
type DecidedChunk = Pick<Chunk, 'id' | 'grantIds' | 'rechecks'>;

/** What the persons of a chunk are due, by what is known of them and by the rules. What is claimed and found on the way is the ports' to keep. */
export async function decideChunk(ports: DecisionPorts, batch: DecidedBatch, chunk: DecidedChunk): Promise<readonly PersonResult[]> {
  return decide(ports, await readInput(ports, batch, chunk));
}

async function readInput(ports: DecisionPorts, batch: DecidedBatch, chunk: DecidedChunk): Promise<CalculationInput> {
  const grants = await ports.grants.find(chunk.grantIds);
  const tokens = [...new Set(grants.map((grant) => grant.person))].sort();
  const { rechecks } = chunk;
  const payees = ports.persons.payees(batch.city, tokens);
  const [persons, history, findings, credit, offsets] = await Promise.all([
    payees,
    ports.items.past(batch.city, tokens[0] as PersonToken, tokens.at(-1) as PersonToken, batch.id, scopeOf(ports.packs, periodsAsked(grants, rechecks, batch.period), batch.period)),
    payees.then((known) => ports.personChecks.findings(batch.city, monthsAsked(grants, rechecks, batch.period), known, chunk.id)),
    ports.creditBars.standing(batch.city, tokens),
    ports.offsetPlans.of(batch.city, tokens, { chunkId: chunk.id, fund: batch.fund }),
  ]);
  return { city: batch.city, chunkId: chunk.id, month: batch.period, grants, rechecks, persons, history, findings, credit, offsets };
}

/** What a chunk's grants are due for, each entitlement with each period. */
function* periodsAsked(grants: readonly Grant[], rechecks: Chunk['rechecks'], month: Month): Iterable<Pick<Due, 'entitlement' | 'period'>> {
  for (const grant of grants) for (const period of periodsOf(grant, rechecks[grant.id] ?? month, month)) yield { entitlement: grant.entitlement, period };
}

/** The months of which each person is checked: those of the dues; for what is of no month, that of the batch. */
function monthsAsked(grants: readonly Grant[], rechecks: Chunk['rechecks'], period: Month): AskedMonths {
  const asked = new Map<PersonToken, Month[]>();
  for (const grant of grants) {
    const months = asked.get(grant.person) ?? [];
    asked.set(grant.person, months);
    for (const due of periodsOf(grant, rechecks[grant.id] ?? period, period)) {
      const month = isMonth(due) ? due : period;
      if (!months.includes(month)) months.push(month);
    }
  }
  for (const months of asked.values()) if (months.length > 1) months.sort();
  return asked;
}

/** Decides every person; then claims months among the cities, and subjects among the payees, and decides those anew that another was first to claim. */
async function decide(ports: Pick<DecisionPorts, 'packs' | 'sameKind'>, input: CalculationInput): Promise<readonly PersonResult[]> {
  const grants = groupBy(input.grants, (grant) => grant.person);
  const results = new Map<PersonToken, PersonResult>();
  const taken = new Map<string, TakenElsewhere>();
  let open: readonly PersonToken[] = [...grants.keys()];
  for (;;) {
    for (const person of open) results.set(person, calculatePerson(ports.packs, input, person, grants.get(person) as Grant[], taken));
    const claims = open.flatMap((person) => (results.get(person) as PersonResult).sameKind);
    const lost = await claimMonths(ports.sameKind, input.city, claims, taken);
    if (lost.length === 0) return [...results.values()];
    open = personsOf(results, lost);
  }
}

/** Claims what the results need; what another holds is added to `taken` and comes back. */
async function claimMonths(sameKind: Pick<SameKindStore, 'claim'>, city: CityCode, claims: readonly SameKindClaim[], taken: Map<string, TakenElsewhere>): Promise<readonly TakenElsewhere[]> {
  const lost = await sameKind.claim(city, claims);
  for (const other of lost) taken.set(lossKey(other), other);
  return lost;
}

function personsOf(results: ReadonlyMap<PersonToken, PersonResult>, lost: readonly TakenElsewhere[]): PersonToken[] {
  const keys = new Set(lost.map(lossKey));
  return [...results].filter(([, result]) => result.sameKind.some((claim) => keys.has(lossKey(claim)))).map(([person]) => person);
}

async function writeItems(ports: CalculationPorts, batch: Batch, chunk: Chunk, kept: ChunkDecisions): Promise<void> {
  const items = kept.results.flatMap((result) => result.lines).map((line) => itemOf(line, chunk.id));
  await ports.items.add(items);
  await ports.offsetPlans.reserve(chunk.id, items.flatMap(plannedOffsetOf));
  const held = kept.results.flatMap((result) => result.held);
  await ports.heldLines.add(batch.id, held);
  // What is held is asked for again next month; only what was granted is spent.
  const heldGrants = new Set(held.map((line) => grantIdOf(line.due)));
  await ports.grants.spend(chunk.grantIds.filter((id) => !heldGrants.has(id) && !isPaidMonthly(ports.packs, entitlementOfGrant(id))), chunk.id);
  await recheckHeld(ports, held);
}

/** A monthly grant is never spent: to name a thousand of them, only to find that, cost as much as to write their lines. */
function isPaidMonthly(packs: PackSet, entitlement: string): boolean {
  return describeEntitlement(packs, entitlement)?.times === 'monthly';
}

/** A month that is held for a reason that lies with the person, and not with the rule, is decided afresh until the reason is gone. */
async function recheckHeld({ grants }: CalculationPorts, held: readonly HeldLine[]): Promise<void> {
  const curable = held.filter((line) => line.codes.some(isHoldCode) && isMonth(line.due.period));
  for (const [month, lines] of groupBy(curable, (line) => line.due.period as Month)) await grants.recheck(lines.map((line) => grantIdOf(line.due)), month);
}

function plannedOffsetOf({ id, clawback, amountFen }: Item): readonly PlannedOffset[] {
  return clawback === null ? [] : [{ caseId: clawback, itemId: id, amountFen }];
}

function itemOf(line: Line, chunkId: string): Item {
  return {
    id: itemId(line.due, line.revision),
    due: line.due,
    revision: line.revision,
    chunkId,
    way: line.way,
    amountFen: line.amountFen,
    clawback: line.clawback,
    clause: line.clause,
    receiptId: line.receiptId,
    attempt: 1,
    state: 'due',
    reason: null,
    bookedOn: null,
    returnedOn: null,
    settledBy: null,
    returnedBy: null,
  };
}
