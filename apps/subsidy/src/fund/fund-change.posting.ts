import { negateFen, type Day, type Fen } from '@gongjiang/kernel';
import { accountOf, appropriatedAccountOf, movement, type FundYear, type Place, type Posting, type PostingLine } from '@gongjiang/ledger';
import type { Movement } from './fund.js';
import type { FundChange } from './fund-change.js';
import { nextYear } from './fund-change.movement.js';

type Kind = 'appropriate' | 'transfer' | 'lapse' | 'carry-over' | 'carry-owed';

/** What a fund-year still holds at its end beside what is left: owed to persons, or by persons. */
export interface Outstanding {
  readonly place: Extract<Place, 'payable' | 'claimed-back'>;
  readonly amountFen: Fen;
}

/** Money that comes into a fund-year from a source, or goes back to it: each fund-year's own accounts sum to zero. */
export function movementLines(fund: FundYear, { source, amountFen }: Pick<Movement, 'source' | 'amountFen'>): readonly PostingLine[] {
  const [from, to] = [appropriatedAccountOf(fund, source), accountOf(fund, 'available')];
  return amountFen > 0 ? movement(amountFen, from, to) : movement(negateFen(amountFen), to, from);
}

/** One posting for movements of one kind, in one fund-year or two. */
export function movementPosting(change: FundChange, kind: Kind, on: Day, moved: readonly (readonly [FundYear, Movement])[]): Posting {
  return postingOf(change, kind, on, moved.flatMap(([fund, one]) => movementLines(fund, one)));
}

/** What is owed at the end of a year goes on to the next, with the obligation. Beside the sources, since it is nobody's budget. */
export function owedPosting(change: FundChange, on: Day, outstanding: readonly Outstanding[]): Posting {
  const next = nextYear(change);
  return postingOf(change, 'carry-owed', on, outstanding.flatMap(({ place, amountFen }) => [
    ...movement(amountFen, accountOf(change, place), appropriatedAccountOf(change, place)),
    ...movement(amountFen, appropriatedAccountOf(next, place), accountOf(next, place)),
  ]));
}

function postingOf(change: FundChange, kind: Kind, on: Day, lines: readonly PostingLine[]): Posting {
  return { id: `${kind}|${change.id}`, city: change.city, kind, batchId: null, chunkId: null, businessDate: on, lines };
}
