import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import type { FundYear, LedgerStore, Posting } from '@gongjiang/ledger';
import type { BatchStore } from '../batch/batch.store.js';
import type { CityStore } from '../city/city.store.js';
import type { Fund } from './fund.js';
import type { FundChange } from './fund-change.js';
import { appropriation, givenBack, givenTo, nextYear, takenFrom } from './fund-change.movement.js';
import { movementPosting, owedPosting } from './fund-change.posting.js';
import type { FundChangeStore } from './fund-change.store.js';
import { beginClosing, carriedOver, close, reopen } from './fund.move.js';
import type { FundResult } from './fund.reserve.js';
import { fundSettingsOf } from './fund.settings.js';
import type { FundStore } from './fund.store.js';
import { mayClose, outstandingOf, placesOf } from './fund-year.js';

export interface EffectPorts {
  readonly funds: FundStore;
  readonly fundChanges: FundChangeStore;
  readonly ledger: LedgerStore;
  readonly batches: BatchStore;
  readonly cities: CityStore;
}

/** The steps by which a confirmed change reaches the funds. Every one may be the last before a crash: each is safe to run again. */
export const FUND_CHANGE_STEPS = ['move', 'take', 'give', 'give-back', 'begin-closing', 'reopen', 'close', 'carry-over', 'record'] as const;
export type FundChangeStep = (typeof FUND_CHANGE_STEPS)[number];
export type FundStepRunner = <T>(step: FundChangeStep, run: () => Promise<T>) => Promise<T>;

export type ConfirmedChange = Extract<FundChange, { status: 'confirmed' }>;
/** The postings that a change makes once the funds have it, or why they do not take it. */
export type Effect = Result<readonly Posting[], Refusal>;
type About<Kind extends FundChange['matter']['kind']> = ConfirmedChange & { readonly matter: Extract<FundChange['matter'], { kind: Kind }> };

/** Brings a confirmed change to the funds. What is done is done under the change's id: once more moves nothing. */
export async function bringAbout(ports: EffectPorts, change: ConfirmedChange, step: FundStepRunner): Promise<Effect> {
  switch (change.matter.kind) {
    case 'budget': return changeBudget(ports, change as About<'budget'>, step);
    case 'transfer': return transfer(ports, change as About<'transfer'>, step);
    case 'year-close': return closeYear(ports, change, step);
  }
}

async function changeBudget({ funds }: EffectPorts, change: About<'budget'>, step: FundStepRunner): Promise<Effect> {
  const moved = await step('move', () => funds.move(change, [appropriation(change)]));
  return moved.ok ? ok([movementPosting(change, 'appropriate', change.confirmedOn, [[change, appropriation(change)]])]) : moved;
}

/** First it is taken: money that is on its way between two funds is in neither, and cannot be reserved twice. */
async function transfer({ funds }: EffectPorts, change: About<'transfer'>, step: FundStepRunner): Promise<Effect> {
  const target = { city: change.city, fund: change.matter.toFund, year: change.year };
  const before = await funds.find(change.city, change.fund, change.year);
  if (before?.movements.some(({ id }) => id === givenBack(change).id)) return refuse('fund.year-closed', { fund: target.fund, year: target.year });
  const taken = await step('take', () => funds.move(change, [takenFrom(change)]));
  if (!taken.ok) return taken;
  const given = await step('give', () => funds.move(target, [givenTo(change)]));
  if (given.ok) return ok([movementPosting(change, 'transfer', change.confirmedOn, [[change, takenFrom(change)], [target, givenTo(change)]])]);
  done(await step('give-back', () => funds.move(change, [givenBack(change)])));
  return given;
}

async function closeYear(ports: EffectPorts, change: ConfirmedChange, step: FundStepRunner): Promise<Effect> {
  const settings = fundSettingsOf(ports.cities.get(change.city), change.fund);
  const begun = await step('begin-closing', () => ports.funds.change(change, (fund) => beginClosing(known(fund, change), change.id)));
  if (!begun.ok) return begun;
  const may = begun.value.closure.status === 'closed' ? ok(true) : await mayCloseNow(ports, change);
  if (!may.ok) {
    done(await step('reopen', () => ports.funds.change(change, (fund) => reopen(known(fund, change), change.id))));
    return may;
  }
  const closed = done(await step('close', () => ports.funds.change(change, (fund) => close(known(fund, change), change.id, settings.yearEnd.rest))));
  const carried = carriedOver(closed, change.id);
  if (carried.length > 0) done(await step('carry-over', () => ports.funds.move(nextYear(change), carried)));
  return ok(await closingPostings(ports, change, closed));
}

/** Whether the year can be closed, by its batches and its books as they are now. */
export async function mayCloseNow(ports: EffectPorts, change: FundChange): Promise<Result<true, Refusal>> {
  const next = nextYear(change);
  const [fund, following, turnovers] = await Promise.all([
    ports.funds.find(change.city, change.fund, change.year), ports.funds.find(next.city, next.fund, next.year), ports.ledger.turnovers(change.city),
  ]);
  return mayClose({
    fund: known(fund, change), next: following, settings: fundSettingsOf(ports.cities.get(change.city), change.fund),
    unfinished: (await unfinishedBatch(ports, known(fund, change))) ?? (await unfinishedChange(ports, change)), places: placesOf(change, turnovers),
  });
}

/** A batch that holds money of the year and is not closed. One that was cancelled has its money set free in a moment. */
async function unfinishedBatch({ batches }: EffectPorts, fund: Fund): Promise<string | undefined> {
  for (const { batchId } of fund.reservations) {
    const kept = await batches.load(fund.city, batchId);
    if (kept?.batch.status !== 'closed') return batchId;
  }
  return undefined;
}

/** As many as a city ever has on their way at once. */
const MAX_UNDER_WAY = 1_000;

async function unfinishedChange({ fundChanges }: EffectPorts, { id, city, fund, year }: FundChange): Promise<string | undefined> {
  const underWay = (await fundChanges.confirmed(MAX_UNDER_WAY)).map(({ change }) => change);
  const touches = (other: FundChange): boolean => other.city === city && other.year === year && (other.fund === fund || (other.matter.kind === 'transfer' && other.matter.toFund === fund));
  return underWay.find((other) => other.id !== id && touches(other))?.id;
}

async function closingPostings({ ledger }: EffectPorts, change: ConfirmedChange, closed: Fund): Promise<readonly Posting[]> {
  const carried = carriedOver(closed, change.id);
  const rest = closed.movements.filter(({ id }) => id.startsWith(`${change.id}|rest|`));
  const moved = [...rest.map((one) => [change as FundYear, one] as const), ...carried.map((one) => [nextYear(change), one] as const)];
  const owed = outstandingOf(placesOf(change, await ledger.turnovers(change.city)));
  return [
    movementPosting(change, carried.length > 0 ? 'carry-over' : 'lapse', change.confirmedOn, moved),
    owedPosting(change, change.confirmedOn, owed),
  ].filter((posting) => posting.lines.length > 0);
}

function known(fund: Fund | undefined, { fund: name, year }: FundYear): Fund {
  if (!fund) throw new Error(`The fund ${name} of ${year} was there when its change was confirmed, and is gone`);
  return fund;
}

/** A step that must not be refused: whatever stands against it now goes by, and the change is taken up again. */
function done(result: FundResult): Fund {
  if (!result.ok) throw new Error(`A confirmed change waits: ${result.refusal.code}`);
  return result.value;
}
