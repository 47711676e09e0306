import type { Watch } from '@gongjiang/simulation';
import { sumOf, type RawBatch, type RawFund, type RawItem, type RawJointState, type RawPosting } from './oracle.shapes.js';

/** Which state may follow which, as the oracle knows it: written down here once more, and not read from the service. */
const ITEM_WAYS_ON: Readonly<Record<string, readonly string[]>> = {
  due: ['withheld', 'rejected', 'offset', 'overpaid', 'void'], withheld: ['due', 'void'], settled: ['returned'],
  rejected: [], returned: [], offset: [], overpaid: ['void'], void: [], 'taken-over': [],
};
/** The same in a chunk that the bank has answered, where what is written as due was sent. */
const ANSWERED_WAYS_ON: Readonly<Record<string, readonly string[]>> = { ...ITEM_WAYS_ON, due: ['settled', 'returned'], withheld: ['void'] };
const BATCH_WAYS_ON: Readonly<Record<string, readonly string[]>> = {
  draft: ['calculating', 'cancelled'], calculating: ['calculated', 'cancelled'], calculated: ['calculating', 'submitted', 'cancelled'], submitted: ['in-notice', 'returned'],
  'in-notice': ['in-notice', 'cleared', 'returned'], cleared: ['cleared', 'approved', 'returned'], approved: ['released'], released: ['disbursing'], disbursing: ['settling'], settling: ['reconciled'],
  reconciled: ['closed'], returned: ['calculating', 'cancelled'], cancelled: [], closed: [],
};
/** What a calculation wrote and nobody has approved may be taken back. */
const TAKEN_BACK: readonly string[] = ['due', 'withheld', 'void', 'overpaid', 'offset'];
/** Written once and never again. */
const INSERT_ONLY: ReadonlySet<string> = new Set(['ledger_postings', 'payment_messages', 'payment_answers', 'chunk_decisions', 'outgoing_messages', 'audit_blocks']);

/** A write, and the chunks that the bank had answered before it. */
type Judge = (before: Record<string, unknown> | null, after: Record<string, unknown> | null, answered: ReadonlySet<string>) => string | undefined;

/** Watches every write in the moment in which it is there: what never may be, not even for a moment (I3, I4, I5). */
export function watchOf(tell: (violation: string) => void): Watch {
  const answered = new Set<string>();
  return (collection, before, after) => {
    if (INSERT_ONLY.has(collection) && before) tell(`I3: ${collection} ${String(before['_id'])} was changed or taken away`);
    const fault = JUDGES[collection]?.(before, after, answered);
    if (fault) tell(fault);
    if (collection === 'joint_states') answered.add(String(after?.['_id']));
  };
}

const JUDGES: Readonly<Record<string, Judge>> = {
  ledger_postings: (_before, after) => {
    const { _id, lines } = after as unknown as RawPosting;
    const signed = lines.map(({ side, amountFen }) => (side === 'debit' ? amountFen : -amountFen));
    return sumOf(signed) === 0 && lines.every(({ amountFen }) => amountFen > 0) ? undefined : `I3: the posting ${_id} does not balance`;
  },
  funds: (_before, after) => {
    if (!after) return 'I4: a fund was taken away';
    const { _id, movements, recoveries, reservations } = after as unknown as RawFund;
    const availableFen = sumOf([...movements, ...recoveries].map(({ amountFen }) => amountFen)) - sumOf(reservations.map(({ amountFen }) => amountFen));
    return availableFen >= 0 ? undefined : `I4: the fund ${_id} is overdrawn by ${-availableFen}`;
  },
  // What was said is said: of a chunk that was answered, more is booked and never less.
  joint_states: (before, after) => {
    const [was, is] = [before, after] as unknown as readonly [RawJointState | null, RawJointState | null];
    if (!is) return 'I5: what a chunk\'s lines came to was taken away';
    const stays = (was?.booked ?? []).every((one, at) => JSON.stringify(one) === JSON.stringify(is.booked[at]));
    return stays && (was || is.booked.length === 0) ? undefined : `I5: the chunk ${is._id} is booked otherwise than before`;
  },
  items: (before, after, answered) => {
    const [was, is] = [before, after] as unknown as readonly [RawItem | null, RawItem | null];
    // What an officer claims back is a line of its own from its beginning.
    const isOfficers = is?.way === 'claim-back' && is.chunk.startsWith('clawback.') && is.state === 'overpaid';
    if (!was) return is && (isOfficers || ['due', 'taken-over'].includes(is.state)) ? undefined : `I5: the item ${String(is?._id)} began as ${String(is?.state)}`;
    const isSent = answered.has(was.chunk);
    if (!is) return !isSent && TAKEN_BACK.includes(was.state) ? undefined : `I5: the item ${was._id} was ${was.state} and was taken away`;
    if (was.amountFen !== is.amountFen && (isSent || was.state !== 'due')) return `I5: the item ${was._id} was ${was.amountFen} and became ${is.amountFen}`;
    return was.state === is.state || (isSent ? ANSWERED_WAYS_ON : ITEM_WAYS_ON)[was.state]?.includes(is.state) ? undefined : `I5: the item ${was._id} went from ${was.state} to ${is.state}`;
  },
  batches: (before, after) => {
    const [was, is] = [before, after] as unknown as readonly [RawBatch | null, RawBatch | null];
    if (!is) return 'I5: a batch was taken away';
    if (!was) return is.batch.status === 'draft' ? undefined : `I5: the batch ${is._id} began as ${is.batch.status}`;
    // What is withheld again when a batch that was sent back is in notice again goes with that change, in one write.
    const [first, ...alongside] = is.changes.slice(was.changes.length);
    const isNext = first !== undefined && is.version === was.version + 1 + alongside.length && alongside.every(({ kind }) => kind === 'lines-withheld');
    const isBegunAnew = first?.kind === 'calculation-restarted' && was.batch.status === 'calculating' && is.batch.status === 'calculating';
    return isNext && (isBegunAnew || BATCH_WAYS_ON[was.batch.status]?.includes(is.batch.status)) ? undefined : `I5: the batch ${is._id} went from ${was.batch.status} (${was.version}) to ${is.batch.status} (${is.version})`;
  },
};
