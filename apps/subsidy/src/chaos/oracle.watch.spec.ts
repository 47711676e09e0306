import { describe, expect, it } from '@jest/globals';
import { watchOf } from './oracle.watch.js';

function seen(collection: string, before: object | null, after: object | null): readonly string[] {
  const violations: string[] = [];
  watchOf((violation) => { violations.push(violation); })(collection, before as Record<string, unknown> | null, after as Record<string, unknown> | null);
  return violations;
}

const batch = (status: string, ...kinds: readonly string[]) => ({ _id: 'b', version: kinds.length, batch: { status }, changes: kinds.map((kind) => ({ kind })) });
const item = (state: string, amountFen = 60_000) => ({ _id: 'i', chunk: 'c', state, amountFen });
const joint = (...pages: readonly number[]) => ({ _id: 'c', booked: pages.map((page) => ({ page: `d|p${page}`, runs: [{ from: null, before: null }] })) });
const posting = (...amounts: readonly number[]) => ({ _id: 'p', lines: amounts.map((amount) => ({ side: amount > 0 ? 'debit' : 'credit', amountFen: Math.abs(amount) })) });
const fund = (reservedFen: number) => ({ _id: 'f', movements: [{ amountFen: 100 }], recoveries: [{ amountFen: 20 }], reservations: [{ amountFen: reservedFen }] });

describe('who watches every write', () => {
  it.each<[string, string, object | null, object | null]>([
    ['a calculation that is begun anew under other rules', 'batches', batch('calculating', 'opened'), batch('calculating', 'opened', 'calculation-restarted')],
    ['a batch that goes on by a step', 'batches', batch('draft', 'opened'), batch('calculating', 'opened', 'calculation-started')],
    ['a batch whose held lines are held again when it is in notice again', 'batches', batch('submitted', 'submitted'), batch('in-notice', 'submitted', 'reviewed', 'lines-withheld')],
    ['a line that is held by an objection', 'items', item('due'), item('withheld')],
    ['a chunk that is answered', 'joint_states', null, joint()],
    ['a chunk of which one page more books lines', 'joint_states', joint(1), joint(1, 2)],
    ['a remainder of a calculation that is taken back', 'items', item('due'), null],
    ['a posting that balances', 'ledger_postings', null, posting(5, -3, -2)],
    ['a fund that is spent to its end', 'funds', fund(0), fund(120)],
  ])('lets pass %s', (_what, collection, before, after) => {
    expect(seen(collection, before, after)).toEqual([]);
  });

  it.each<[string, string, string, object | null, object | null]>([
    ['a batch that leaves out a step', 'I5', 'batches', batch('draft', 'opened'), batch('approved', 'opened', 'approved')],
    ['a batch that takes two steps in one write', 'I5', 'batches', batch('submitted', 'submitted'), batch('in-notice', 'submitted', 'reviewed', 'cleared')],
    ['a calculation that is begun anew by an officer, who cannot', 'I5', 'batches', batch('calculating', 'opened'), batch('calculating', 'opened', 'calculation-started')],
    ['a batch that changes and says nothing of it', 'I5', 'batches', batch('draft', 'opened'), batch('calculating', 'opened')],
    ['a line that was returned and is settled again', 'I5', 'items', item('returned'), item('settled')],
    ['a line that is gone though it was paid', 'I5', 'items', item('settled'), null],
    ['a line that comes to more after it was settled', 'I5', 'items', item('settled'), item('settled', 70_000)],
    ['a line that was not sent and is settled', 'I5', 'items', item('due'), item('settled')],
    ['a chunk whose bookings are gone', 'I5', 'joint_states', joint(1, 2), joint(1)],
    ['a chunk whose answer is gone', 'I5', 'joint_states', joint(), null],
    ['a chunk that is booked and was never answered', 'I5', 'joint_states', null, joint(1)],
    ['a posting that does not balance', 'I3', 'ledger_postings', null, posting(5, -3)],
    ['a posting that is written over', 'I3', 'ledger_postings', posting(5, -5), posting(6, -6)],
    ['a fund that is overdrawn by a fen', 'I4', 'funds', fund(0), fund(121)],
  ])('tells of %s', (_what, invariant, collection, before, after) => {
    expect(seen(collection, before, after)).toEqual([expect.stringMatching(`^${invariant}: `)]);
  });

  describe('once the bank has answered a chunk', () => {
    const afterAnswer = (before: object, after: object | null): readonly string[] => {
      const violations: string[] = [];
      const watch = watchOf((violation) => { violations.push(violation); });
      watch('joint_states', null, joint());
      watch('items', before as never, after as never);
      return violations;
    };

    it.each<[string, object, object | null]>([
      ['a line that is settled by itself', item('due'), item('settled')],
      ['a line that comes back', item('due'), item('returned')],
      ['a line that was held and ends', item('withheld'), item('void')],
    ])('lets pass %s', (_what, before, after) => { expect(afterAnswer(before, after)).toEqual([]); });

    it.each<[string, object, object | null]>([
      ['a line that was sent and is gone', item('due'), null],
      ['a line that was sent and comes to more', item('due'), item('due', 70_000)],
      ['a line that was sent and is held', item('due'), item('withheld')],
      ['a line that was sent and is refused later', item('due'), item('rejected')],
      ['a line that was not sent and goes on as if it had been', item('withheld'), item('due')],
    ])('tells of %s', (_what, before, after) => { expect(afterAnswer(before, after)).toEqual([expect.stringMatching(/^I5: /)]); });
  });
});
