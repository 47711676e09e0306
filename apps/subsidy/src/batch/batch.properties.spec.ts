import { describe, expect, it } from '@jest/globals';
import { addDays } from '@gongjiang/kernel';
import fc from 'fast-check';
import { COMMAND_KINDS, commandOf, draftBatch, EVERYBODY, NOTICE, TOTALS } from './batch.builders.js';
import type { Batch, BatchStatus } from './batch.js';
import type { BatchCommand } from './batch.command.js';
import { BATCH_TRANSITIONS, decideBatch } from './batch.decide.js';
import { evolveBatch } from './batch.evolve.js';

/** A step of a made-up life: mostly what the status allows, by anybody, on some day, under some limit. */
const step = fc.record({
  pick: fc.nat(),
  stray: fc.integer({ min: 0, max: 5 }).map((roll) => roll === 0),
  actor: fc.option(fc.constantFrom(...EVERYBODY), { nil: undefined }),
  day: fc.integer({ min: -1, max: 2 }),
  limit: fc.constantFrom(TOTALS.amountFen - 1, TOTALS.amountFen),
});
type Step = (typeof step) extends fc.Arbitrary<infer Value> ? Value : never;
const life = fc.array(step, { minLength: 5, maxLength: 60 });

function commandFor({ pick, stray, actor, day, limit }: Step, batch: Batch): BatchCommand {
  const fitting = COMMAND_KINDS.filter((kind) => (BATCH_TRANSITIONS[kind].from as readonly BatchStatus[]).includes(batch.status) && kind !== 'cancel');
  const kinds = stray || fitting.length === 0 ? COMMAND_KINDS : fitting;
  const kind = kinds[pick % kinds.length] ?? 'submit';
  return commandOf(kind, batch, { ...(actor === undefined ? {} : { actor }), on: addDays(NOTICE.until, day), secondApproverAboveFen: limit });
}

/** Every batch that such a life goes through, its draft first. */
function lived(steps: readonly Step[]): readonly Batch[] {
  const batches: Batch[] = [draftBatch()];
  for (const each of steps) {
    const batch = batches.at(-1) as Batch;
    const decided = decideBatch(commandFor(each, batch), batch);
    batches.push(decided.ok ? evolveBatch(batch, decided.value) : batch);
  }
  return batches;
}

describe('whatever is asked of a batch, by whomever, in whatever order', () => {
  it('nobody ever stands in it under two duties', () => {
    fc.assert(fc.property(life, (steps) => {
      const { chain } = lived(steps).at(-1) as Batch;
      const duties = new Map<string, Set<string>>();
      for (const act of chain) duties.set(act.actorId, (duties.get(act.actorId) ?? new Set()).add(act.step));
      expect([...duties.values()].filter((held) => held.size > 1)).toEqual([]);
    }), { numRuns: 500 });
  });

  it('what is known of its chain and calculations only grows', () => {
    fc.assert(fc.property(life, (steps) => {
      lived(steps).reduce((earlier, later) => {
        expect(later.calculation).toBeGreaterThanOrEqual(earlier.calculation);
        expect(later.chain.slice(0, earlier.chain.length)).toEqual(earlier.chain);
        return later;
      });
    }), { numRuns: 300 });
  });

  it('a closed or cancelled batch never changes', () => {
    fc.assert(fc.property(life, fc.constantFrom('closed', 'cancelled'), (steps, end) => {
      const batches = lived(steps);
      const at = batches.findIndex((batch) => batch.status === end);
      if (at >= 0) expect(new Set(batches.slice(at)).size).toBe(1);
    }), { numRuns: 500 });
  });

  it('what is paid was handled, reviewed, approved and released by four persons', () => {
    fc.assert(fc.property(life, (steps) => {
      for (const batch of lived(steps)) {
        if (!['released', 'disbursing', 'settling', 'reconciled', 'closed'].includes(batch.status)) continue;
        const done = new Set(batch.chain.map((act) => act.step));
        for (const duty of ['handler', 'reviewer', 'approver', 'releaser'] as const) expect(done.has(duty)).toBe(true);
        expect(new Set(batch.chain.map((act) => act.actorId)).size).toBeGreaterThanOrEqual(4);
      }
    }), { numRuns: 500 });
  });

  it('such lives do come to their close, so that these claims say something', () => {
    const ends = fc.sample(life, { numRuns: 2_000, seed: 7 }).map((steps) => (lived(steps).at(-1) as Batch).status);
    expect(ends).toContain('closed');
    expect(ends).toContain('cancelled');
  });
});
