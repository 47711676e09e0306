import { impossible, ok, refuse, ZERO_FEN, type CityCode, type Period, type PersonToken, type Refusal, type Result } from '@gongjiang/kernel';
import type { Batch, LineSum } from '../batch/batch.js';
import type { Due } from '../item/item.js';

/**
 * What objections do to one line of a batch, however many there are. `held`: its items are withheld; `waiting`: the batch
 * was sent back, and the line is held again when it is in notice again; `free`: it goes its way; `ended`: an objection
 * was upheld, and it is never paid.
 */
export interface LineHold {
  readonly id: string;
  readonly city: CityCode;
  readonly batchId: string;
  /** The due that the line is for: it stays the same when the batch is calculated anew. */
  readonly dueKey: string;
  readonly state: 'held' | 'waiting' | 'free' | 'ended';
  readonly open: number;
  readonly upheld: number;
  /** What is withheld for it in the present calculation. */
  readonly itemIds: readonly string[];
  readonly withheld: LineSum;
}

/** Where the batch stands, as far as a held line is concerned. */
export type HoldStage = 'before-approval' | 'after-approval' | 'sent-back';

/** What becomes of the line by a decision. */
export const CONSEQUENCES = ['restored', 'next-batch', 'never-paid', 'still-held'] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

export const HOLD_REFUSALS = ['objection.line-ended', 'objection.too-many'] as const;
export type HoldRefusalCode = (typeof HOLD_REFUSALS)[number];

/** One line has the attention that it needs long before: more would be somebody's game. */
export const MAX_OPEN_A_LINE = 20;

const NOTHING: LineSum = { lines: 0, amountFen: ZERO_FEN };

export function holdIdOf(batchId: string, dueKey: string): string {
  return `${batchId}|${dueKey}`;
}

/** The due that a held line is for, out of its key. */
export function dueOfHold({ city, dueKey }: Pick<LineHold, 'city' | 'dueKey'>): Due {
  const [owner = '', entitlement = '', subject = '', period = ''] = dueKey.split('|');
  return { city, person: owner.slice(city.length) as PersonToken, entitlement, subject: subject === '' ? null : subject, period: period as Period };
}

export function newHold(city: CityCode, batchId: string, dueKey: string): LineHold {
  return { id: holdIdOf(batchId, dueKey), city, batchId, dueKey, state: 'free', open: 0, upheld: 0, itemIds: [], withheld: NOTHING };
}

/** A line that the first approver approved without is out of the batch, though the second has not approved yet. */
export function stageOf(batch: Batch): HoldStage {
  switch (batch.status) {
    case 'in-notice': return 'before-approval';
    case 'cleared': return batch.firstApprover === null ? 'before-approval' : 'after-approval';
    case 'approved': case 'released': case 'disbursing': case 'settling': case 'reconciled': case 'closed': return 'after-approval';
    case 'draft': case 'calculating': case 'calculated': case 'submitted': case 'returned': case 'cancelled': return 'sent-back';
    default: return impossible(batch);
  }
}

/** One objection more. Answers whether the line must be withheld now, or is so already. */
export function objected(hold: LineHold): Result<{ readonly hold: LineHold; readonly withhold: boolean }, Refusal<HoldRefusalCode>> {
  if (hold.state === 'ended' || hold.upheld > 0) return refuse('objection.line-ended');
  if (hold.open >= MAX_OPEN_A_LINE) return refuse('objection.too-many', { most: MAX_OPEN_A_LINE });
  return ok({ hold: { ...hold, open: hold.open + 1 }, withhold: hold.state !== 'held' });
}

/** The line is withheld: with these items and this money. None are left where the new calculation has no such line. */
export function withheldAs(hold: LineHold, itemIds: readonly string[], withheld: LineSum): LineHold {
  const state = hold.state === 'ended' ? 'ended' : itemIds.length > 0 ? 'held' : 'free';
  return { ...hold, state, itemIds, withheld };
}

/** The batch was sent back: nothing is withheld in it any more. */
export function sentBack(hold: LineHold): LineHold {
  return { ...hold, state: hold.state === 'held' ? 'waiting' : hold.state, itemIds: [], withheld: NOTHING };
}

/** One objection less. The line is held until the last is decided; one that was upheld is enough. */
export function answered(hold: LineHold, outcome: 'dismissed' | 'upheld', stage: HoldStage): { readonly hold: LineHold; readonly consequence: Consequence } {
  const left = { ...hold, open: hold.open - 1, upheld: hold.upheld + (outcome === 'upheld' ? 1 : 0) };
  if (left.open > 0) return { hold: left, consequence: 'still-held' };
  if (left.upheld > 0) return { hold: { ...left, state: 'ended' }, consequence: 'never-paid' };
  // Its money stays out of an approved batch: the next batch asks for it anew.
  if (stage === 'after-approval' && hold.state === 'held') return { hold: { ...left, state: 'free' }, consequence: 'next-batch' };
  return { hold: { ...left, state: 'free', itemIds: [], withheld: NOTHING }, consequence: 'restored' };
}
