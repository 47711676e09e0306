import { describe, expect, it } from '@jest/globals';
import { DUTIES, fen } from '@gongjiang/kernel';
import { AFTER_NOTICE, after, batchIn, COMMAND_KINDS, commandOf, draftBatch, NOTICE, OFFICERS, OUTCOME, STATUSES, STRANGER, TOTALS } from './batch.builders.js';
import type { Batch, BatchStatus, Outcome } from './batch.js';
import type { BatchCommand, BatchCommandKind } from './batch.command.js';
import { BATCH_TRANSITIONS, decideBatch } from './batch.decide.js';
import { dutyOf } from './batch.duty.js';
import { evolveBatch } from './batch.evolve.js';

const LIMIT = { secondApproverAboveFen: TOTALS.amountFen - 1 };

function refusalOf(kind: BatchCommandKind, batch: Batch, parts: Parameters<typeof commandOf>[2] = {}): string | undefined {
  const decided = decideBatch(commandOf(kind, batch, parts), batch);
  return decided.ok ? undefined : decided.refusal.code;
}

const everyPair = COMMAND_KINDS.flatMap((kind) => STATUSES.map((status) => [kind, status] as const));
const isAllowed = (kind: BatchCommandKind, status: BatchStatus): boolean => (BATCH_TRANSITIONS[kind].from as readonly BatchStatus[]).includes(status);

describe('a batch', () => {
  it.each(everyPair.filter(([kind, status]) => isAllowed(kind, status)))('takes %s while %s, and goes where the table says', (kind, status) => {
    const batch = batchIn(status);
    expect(batch.status).toBe(status);
    const { to } = BATCH_TRANSITIONS[kind];
    expect(after(batch, kind).status).toBe(to === 'as-it-was' ? status : to);
  });

  it.each(everyPair.filter(([kind, status]) => !isAllowed(kind, status)))('refuses %s while %s, and says which status it needs', (kind, status) => {
    const batch = batchIn(status);
    const decided = decideBatch(commandOf(kind, batch), batch);
    expect(decided).toMatchObject({ ok: false, refusal: { code: 'batch.wrong-status', details: { command: kind, status, expected: BATCH_TRANSITIONS[kind].from.join(', ') } } });
  });

  it('can come to every status from its draft', () => {
    const seen = new Map<BatchStatus, Batch>([['draft', draftBatch()]]);
    for (const [, batch] of seen) {
      for (const kind of COMMAND_KINDS) {
        const decided = decideBatch(commandOf(kind, batch), batch);
        if (!decided.ok) continue;
        const next = evolveBatch(batch, decided.value);
        if (!seen.has(next.status)) seen.set(next.status, next);
      }
    }
    expect([...seen.keys()].sort()).toEqual([...STATUSES].sort());
  });

  it('does not take the totals of an earlier calculation', () => {
    const again = after(batchIn('calculated'), 'start-calculation');
    const late = { ...commandOf('complete-calculation', again), calculation: 1 } as BatchCommand;
    expect(decideBatch(late, again)).toMatchObject({ ok: false, refusal: { code: 'batch.calculated-anew' } });
  });

  it('is not begun anew for a calculation that was begun anew already', () => {
    const late = commandOf('restart-calculation', batchIn('calculating'));
    expect(decideBatch(late, after(batchIn('calculating'), 'restart-calculation'))).toMatchObject({ ok: false, refusal: { code: 'batch.calculated-anew' } });
  });

  it('with no line to pay is not submitted', () => {
    expect(refusalOf('submit', batchIn('calculated', { totals: { ...TOTALS, lines: 0, amountFen: fen(0) } }))).toBe('batch.empty');
  });
});

describe('the notice', () => {
  it('is not cleared on its last day', () => {
    expect(refusalOf('clear', batchIn('in-notice'), { on: NOTICE.until })).toBe('batch.notice-running');
  });

  it('is cleared on the day after', () => {
    expect(refusalOf('clear', batchIn('in-notice'), { on: AFTER_NOTICE })).toBeUndefined();
  });
});

describe('the approval of a batch', () => {
  it('by one is enough exactly at the city\'s limit', () => {
    expect(after(batchIn('cleared'), 'approve', { secondApproverAboveFen: TOTALS.amountFen }).status).toBe('approved');
  });

  it('one fen above the limit waits for a second approver', () => {
    const waiting = after(batchIn('cleared'), 'approve', LIMIT);
    expect(waiting).toMatchObject({ status: 'cleared', firstApprover: OFFICERS.approver });
    expect(after(waiting, 'approve', LIMIT).status).toBe('approved');
  });

  it('is not given twice by the same approver', () => {
    const waiting = after(batchIn('cleared'), 'approve', LIMIT);
    expect(refusalOf('approve', waiting, { ...LIMIT, actor: OFFICERS.approver })).toBe('duty.same-person');
  });

  it('begins anew after the batch was sent back', () => {
    const waiting = after(batchIn('cleared'), 'approve', LIMIT);
    let batch = after(waiting, 'return', { actor: OFFICERS.reviewer });
    for (const kind of ['start-calculation', 'complete-calculation', 'submit', 'review', 'clear'] as const) batch = after(batch, kind);
    expect(batch).toMatchObject({ status: 'cleared', firstApprover: null });
  });
});

/** Where each duty is done, in a batch in which all duties before it were done by their officers. */
const PLACES = [
  ['submit', 'calculated'], ['review', 'submitted'], ['approve', 'cleared'], ['release', 'approved'],
] as const satisfies readonly (readonly [BatchCommandKind, BatchStatus])[];

const conflicts = PLACES.flatMap(([kind, status]) => {
  const batch = batchIn(status);
  const duty = dutyOf(kind, batch);
  return batch.chain.filter((act) => act.step !== duty).map((act) => [kind, act.step, status] as const);
});

describe('nobody has two duties in a batch', () => {
  it.each(conflicts)('%s is refused to its %s', (kind, step, status) => {
    expect(refusalOf(kind, batchIn(status), { actor: OFFICERS[step] })).toBe('duty.same-person');
  });

  it('it is not approved by the officer who submitted it', () => {
    expect(refusalOf('approve', batchIn('cleared'), { actor: OFFICERS.handler })).toBe('duty.same-person');
  });

  it('every pair of duties was tried', () => {
    const waiting = after(batchIn('cleared'), 'approve', LIMIT);
    const second = waiting.chain.map((act) => [act.step, 'second-approver'] as const);
    for (const [step] of second) expect(refusalOf('approve', waiting, { ...LIMIT, actor: OFFICERS[step] })).toBe('duty.same-person');
    const released = after(waiting, 'approve', LIMIT);
    for (const act of released.chain) expect(refusalOf('release', released, { actor: act.actorId })).toBe('duty.same-person');
    expect(released.chain.map((act) => act.step)).toEqual(DUTIES.filter((duty) => duty !== 'releaser'));
  });

  it('also not when the batch was sent back and begun anew in between', () => {
    const again = after(batchIn('returned'), 'start-calculation');
    const submitted = after(after(again, 'complete-calculation'), 'submit', { actor: STRANGER });
    expect(refusalOf('review', submitted, { actor: OFFICERS.handler })).toBe('duty.same-person');
    expect(refusalOf('review', submitted, { actor: STRANGER })).toBe('duty.same-person');
    expect(refusalOf('review', submitted, { actor: OFFICERS.reviewer })).toBeUndefined();
  });

  it('but two handlers may share the handling', () => {
    expect(after(batchIn('calculated'), 'submit', { actor: STRANGER }).chain).toEqual([
      { step: 'handler', actorId: OFFICERS.handler }, { step: 'handler', actorId: STRANGER },
    ]);
  });
});

describe('a batch is reconciled', () => {
  const settling = batchIn('settling');
  it.each<[string, Partial<Outcome>]>([
    ['a line is missing', { settledLines: OUTCOME.settledLines - 1 }],
    ['a line is too many', { rejectedLines: 1 }],
    ['a fen is missing', { settledFen: fen(OUTCOME.settledFen - 1) }],
    ['a fen is too many', { returnedFen: fen(1) }],
  ])('not when %s', (_what, change) => {
    expect(refusalOf('reconcile', settling, { outcome: { ...OUTCOME, ...change } })).toBe('batch.not-all-settled');
  });

  it('when all lines are settled, rejected or returned', () => {
    const outcome = { ...OUTCOME, settledLines: 0, settledFen: fen(0), rejectedLines: 1, rejectedFen: fen(60_000), returnedLines: 1, returnedFen: fen(100_000) };
    expect(after(settling, 'reconcile', { outcome })).toMatchObject({ status: 'reconciled', outcome });
  });
});
