import { describe, expect, it } from '@jest/globals';
import { watchOf } from './oracle.watch.js';

function seen(collection: string, before: object | null, after: object | null): readonly string[] {
  const violations: string[] = [];
  watchOf((violation) => { violations.push(violation); })(collection, before as Record<string, unknown> | null, after as Record<string, unknown> | null);
  return violations;
}

const batch = (status: string, ...kinds: readonly string[]) => ({ _id: 'b', version: kinds.length, batch: { status }, changes: kinds.map((kind) => ({ kind })) });
const item = (state: string, amountFen = 60_000) => ({ _id: 'i', chunk: 'c', state, amountFen });
const posting = (...amounts: readonly number[]) => ({ _id: 'p', lines: amounts.map((amount) => ({ side: amount > 0 ? 'debit' : 'credit', amountFen: Math.abs(amount) })) });
const fund = (reservedFen: number) => ({ _id: 'f', movements: [{ amountFen: 100 }], recoveries: [{ amountFen: 20 }], reservations: [{ amountFen: reservedFen }] });

describe('who watches every write', () => {
  it.each<[string, string, object | null, object | null]>([
    ['a batch that goes on by a step', 'batches', batch('draft', 'opened'), batch('calculating', 'opened', 'calculation-started')],
    ['a batch whose held lines are held again when it is in notice again', 'batches', batch('submitted', 'submitted'), batch('in-notice', 'submitted', 'reviewed', 'lines-withheld')],
    ['a line that is settled', 'items', item('accepted'), item('settled')],
    ['a remainder of a calculation that is taken back', 'items', item('due'), null],
    ['a posting that balances', 'ledger_postings', null, posting(5, -3, -2)],
    ['a fund that is spent to its end', 'funds', fund(0), fund(120)],
  ])('lets pass %s', (_what, collection, before, after) => {
    expect(seen(collection, before, after)).toEqual([]);
  });

  it.each<[string, string, string, object | null, object | null]>([
    ['a batch that leaves out a step', 'I5', 'batches', batch('draft', 'opened'), batch('approved', 'opened', 'approved')],
    ['a batch that takes two steps in one write', 'I5', 'batches', batch('submitted', 'submitted'), batch('in-notice', 'submitted', 'reviewed', 'cleared')],
    ['a batch that changes and says nothing of it', 'I5', 'batches', batch('draft', 'opened'), batch('calculating', 'opened')],
    ['a line that was returned and is settled again', 'I5', 'items', item('returned'), item('settled')],
    ['a line that is gone though it was paid', 'I5', 'items', item('settled'), null],
    ['a line that comes to more after it was sent', 'I5', 'items', item('accepted'), item('accepted', 70_000)],
    ['a posting that does not balance', 'I3', 'ledger_postings', null, posting(5, -3)],
    ['a posting that is written over', 'I3', 'ledger_postings', posting(5, -5), posting(6, -6)],
    ['a fund that is overdrawn by a fen', 'I4', 'funds', fund(0), fund(121)],
  ])('tells of %s', (_what, invariant, collection, before, after) => {
    expect(seen(collection, before, after)).toEqual([expect.stringMatching(`^${invariant}: `)]);
  });
});
