import { subtractFen, yearOf, type Day, type Fen, type Year } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf, type Account, type Posting, type PostingLine } from '@gongjiang/ledger';
import type { Clawback, ClawbackIn } from './clawback.js';
import type { ClawbackEvent } from './clawback.event.js';
import { openFen, type ClaimedSource } from './clawback.money.js';

type InForce = ClawbackIn<'in-force' | 'settled'>;
type ClawbackPostingKind = 'claim-back' | 'recover' | 'offset' | 'waive';

/** The postings that a change of a case makes. A year that is closed has handed on what was claimed back: the journal sees to that. */
export function clawbackPostings(before: Clawback, after: Clawback, event: ClawbackEvent): readonly Posting[] {
  switch (event.kind) {
    case 'came-into-force': case 'upheld': case 'reduced': return claimed(after as InForce, event.on);
    case 'repaid': return [posting(before, 'recover', `recover|${before.id}|${event.reference}`, event.on, comingBack(before as InForce, event.amountFen, event.on))];
    case 'offset': return [posting(before, 'offset', `offset|${event.itemId}`, event.on, comingBack(before as InForce, event.amountFen, event.on))];
    case 'waived': return [posting(before, 'waive', `waive|${before.id}|${before.words.length}`, event.on, lettingGo(before as InForce, event.amountFen))];
    default: return [];
  }
}

/** The fund that a case's money came from, and goes back to: of one case it is one. */
export function fundOf({ decision }: Pick<InForce, 'decision'>): string {
  const [source] = decision.sources;
  if (!source) throw new Error('A decision that claims something has a source');
  return source.fund.fund;
}

/** What is let go with the decision is claimed and waived at once: the books show both. */
function claimed(clawback: InForce, on: Day): readonly Posting[] {
  const lines = clawback.decision.sources.flatMap((source) => movement(source.amountFen, originOf(source, clawback), placeIn(clawback, clawback.money.year, 'claimed-back')));
  const { letGoFen } = clawback.decision;
  return [
    posting(clawback, 'claim-back', `claim-back|${clawback.id}`, on, lines),
    ...(letGoFen === 0 ? [] : [posting(clawback, 'waive', `waive|${clawback.id}|decision`, on, lettingGo(clawback, letGoFen))]),
  ];
}

/**
 * What was paid in the year itself is claimed back from there. What was paid in another year, or before the platform,
 * comes from the prior years: the books of a year that has passed stay as they were.
 */
function originOf(source: ClaimedSource, clawback: InForce): Account {
  const isOfYear = source.isBooked && source.fund.year === clawback.money.year;
  return isOfYear ? paidAccountOf(source.fund, source.entitlement) : placeIn(clawback, clawback.money.year, 'prior-years');
}

/** What is kept from the very due may be more than is open: the rest was let go. Where that was in a year that has passed, its books stay. */
function comingBack(clawback: InForce, amountFen: Fen, on: Day): readonly PostingLine[] {
  const [claimedIn, into] = [clawback.money.year, yearOf(on)];
  const open = openFen(clawback.money);
  const fromOpenFen = amountFen < open ? amountFen : open;
  const available = placeIn(clawback, into, 'available');
  return [
    ...movement(fromOpenFen, placeIn(clawback, claimedIn, 'claimed-back'), available),
    ...movement(subtractFen(amountFen, fromOpenFen), placeIn(clawback, into, claimedIn === into ? 'waived' : 'prior-years'), available),
  ];
}

function lettingGo(clawback: InForce, amountFen: Fen): readonly PostingLine[] {
  const { year } = clawback.money;
  return movement(amountFen, placeIn(clawback, year, 'claimed-back'), placeIn(clawback, year, 'waived'));
}

function placeIn(clawback: InForce, year: Year, place: 'available' | 'claimed-back' | 'waived' | 'prior-years'): Account {
  return accountOf({ city: clawback.city, fund: fundOf(clawback), year }, place);
}

function posting(clawback: Clawback, kind: ClawbackPostingKind, id: string, on: Day, lines: readonly PostingLine[]): Posting {
  return { id, city: clawback.city, kind, batchId: null, chunkId: null, businessDate: on, lines };
}
