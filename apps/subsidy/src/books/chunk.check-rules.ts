import type { PaymentMessage } from '@gongjiang/contracts';
import type { PostedSum } from '@gongjiang/ledger';
import type { ChunkSummary } from '../chunk/chunk.js';
import { outcomeOf } from '../chunk/chunk.totals.js';
import { endToEndIdOf, type Item } from '../item/item.js';
import { compare, sumsBy, type CheckFinding } from './ledger-check.js';

/** Everything that is kept of a chunk's lines, read line by line. */
export interface ChunkLines {
  readonly chunk: ChunkSummary;
  readonly items: readonly Item[];
  /** As it was kept before it was sent, opened; undefined where there is none, `unread` where the key is not there to open it, `broken` where its seal is. */
  readonly message: PaymentMessage | undefined | 'unread' | 'broken';
  readonly posted: readonly PostedSum[];
}

/** Compares a chunk's lines with its sums, its message, what the bank said, and the postings of all of these. */
export function chunkFindings({ chunk, items, message, posted }: ChunkLines): readonly CheckFinding[] {
  if (chunk.phase === 'planned') return [];
  return [
    ...compare('chunk.lines', chunk.id, chunk.totals.amountFen + chunk.totals.carried.amountFen, sumOf(items.filter(({ way }) => way === 'pay'))),
    ...messageFindings(chunk, items, message, posted),
    ...('outcome' in chunk ? answeredFindings(chunk, items, posted) : []),
  ];
}

function messageFindings(chunk: ChunkSummary, items: readonly Item[], message: ChunkLines['message'], posted: readonly PostedSum[]): readonly CheckFinding[] {
  const instructed = sumOf(posted.filter(({ kind }) => kind === 'instruct'));
  if (message === 'unread') return [];
  if (message === 'broken') return compare('message.sealed-otherwise', chunk.id, 0, instructed);
  if (!message) return compare('message.missing', chunk.id, 0, instructed);
  if (posted.every(({ kind }) => kind !== 'instruct') && chunk.phase === 'calculated') return []; // It is being instructed just now.
  const lines = new Map(message.payments.map((payment) => [payment.endToEndId, payment.amountFen]));
  const altered = items.filter(({ way }) => way === 'pay').flatMap((item) => {
    const sentFen = lines.get(endToEndIdOf(item));
    return sentFen === undefined ? [] : compare('message.sum', item.id, sentFen, item.amountFen);
  });
  return [...compare('message.sum', chunk.id, sumOf(message.payments), instructed), ...altered];
}

function answeredFindings(chunk: Extract<ChunkSummary, { outcome: unknown }>, items: readonly Item[], posted: readonly PostedSum[]): readonly CheckFinding[] {
  const outcome = outcomeOf(items);
  const states = Object.keys(outcome) as (keyof typeof outcome)[];
  return [
    ...states.flatMap((state) => compare('chunk.outcome', `${chunk.id} ${state}`, chunk.outcome[state].amountFen, outcome[state].amountFen)),
    ...compare('answer.rejected', chunk.id, outcome.rejected.amountFen, sumOf(posted.filter(({ kind }) => kind === 'reject'))),
    ...pageFindings('statement.settled', chunk.id, items.filter(({ settledBy }) => settledBy !== null), ({ settledBy }) => settledBy, posted.filter(({ kind, id }) => kind === 'settle' && !id.endsWith('|offset'))),
    ...pageFindings('statement.returned', chunk.id, items.filter(({ returnedBy }) => returnedBy !== null), ({ returnedBy }) => returnedBy, posted.filter(({ kind }) => kind === 'return')),
  ];
}

/** What each page of a statement said of the chunk, by its lines and by its posting, which is named after the page. */
function pageFindings(code: 'statement.settled' | 'statement.returned', chunkId: string, items: readonly Item[], pageOf: (item: Item) => string | null, posted: readonly PostedSum[]): readonly CheckFinding[] {
  const said = sumsBy(items, (item) => pageOf(item) ?? undefined, ({ amountFen }) => amountFen);
  const booked = sumsBy(posted, ({ id }) => id.split('|').slice(2).join('|'), ({ amountFen }) => amountFen);
  return [...new Set([...said.keys(), ...booked.keys()])].sort().flatMap((page) => compare(code, `${chunkId} ${page}`, said.get(page) ?? 0, booked.get(page) ?? 0));
}

function sumOf(rows: readonly { readonly amountFen: number }[]): number {
  return rows.reduce((total, { amountFen }) => total + amountFen, 0);
}
