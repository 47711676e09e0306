import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@gongjiang/contracts';
import { EVENTS } from '@gongjiang/contracts';
import { day, type Year } from '@gongjiang/kernel';
import { AFTER_NOTICE, after, batchIn, COMMAND_KINDS, commandOf, draftBatch, OFFICERS } from './batch.builders.js';
import type { Batch } from './batch.js';
import type { BatchCommandKind } from './batch.command.js';
import { BATCH_TRANSITIONS, decideBatch } from './batch.decide.js';
import { evolveBatch } from './batch.evolve.js';
import { messagesOf } from './batch.messages.js';

const AT = new Date('2026-11-10T02:00:00.000Z');

/** The events of a command that the batch takes. */
function told(before: Batch, kind: BatchCommandKind, version = 4, on = AFTER_NOTICE): readonly CloudEvent[] {
  const decided = decideBatch(commandOf(kind, before, { on }), before);
  if (!decided.ok) throw new Error(decided.refusal.code);
  const { kind: happened, actor } = decided.value;
  return messagesOf({ before, batch: evolveBatch(before, decided.value), version, change: { kind: happened, actor, on, at: AT } });
}

describe('what others hear of a batch', () => {
  it.each(COMMAND_KINDS.filter((kind) => BATCH_TRANSITIONS[kind].to !== 'as-it-was'))('after %s is an event of the catalogue, under the batch\'s id and version', (kind) => {
    const [event] = told(batchIn(BATCH_TRANSITIONS[kind].from[0]), kind, 7);
    expect(EVENTS.map((contract) => contract.type)).toContain(event?.type);
    expect(event).toMatchObject({ subject: draftBatch().id, sequence: '0000000007', city: '330700', data: { batchId: draftBatch().id, businessDate: '2026-11-10' } });
  });

  it('of its opening names the officer', () => {
    const batch = draftBatch();
    expect(messagesOf({ before: batch, batch, version: 1, change: { kind: 'opened', actor: OFFICERS.handler, on: AFTER_NOTICE, at: AT } })).toMatchObject([{ type: 'gongjiang.subsidy.batch.opened.v1', data: { actor: OFFICERS.handler, status: 'draft' } }]);
  });
});

describe('what others hear of a fund', () => {
  it('is that money was reserved for a batch, and set free again', () => {
    expect(told(batchIn('calculated'), 'submit')[1]).toMatchObject({ type: 'gongjiang.subsidy.fund.reserved.v1', data: { fund: 'talent-special', year: 2026, amountFen: 160_000 } });
    expect(told(batchIn('submitted'), 'return')[1]).toMatchObject({ type: 'gongjiang.subsidy.fund.released.v1', data: { year: 2026, amountFen: 160_000 } });
  });

  it('names the budget year in which it was reserved, also when it is set free in the next', () => {
    const submitted = { ...batchIn('submitted'), fundYear: '2026' as Year } as Batch;
    expect(told(submitted, 'return', 5, day('2027-01-04'))[1]).toMatchObject({ data: { year: 2026 } });
  });

  it('is another event for each batch, though all of them come to the same version', () => {
    const december = after(after(draftBatch({ id: '330700.post-allowance.2026-12.1' }), 'start-calculation'), 'complete-calculation');
    const ids = [batchIn('calculated'), december].flatMap((batch) => told(batch, 'submit', 4)).map((event) => event.id);
    expect(new Set(ids).size).toBe(4);
  });
});
