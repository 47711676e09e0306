import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fen, month, type Fen } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { batchIn, OFFICERS, AFTER_NOTICE } from '../batch/batch.builders.js';
import type { Batch } from '../batch/batch.js';
import { chunkIdOf } from '../batch/batch.range.js';
import { dueNo, itemNo } from '../item/item.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import type { Comparison } from './comparison.js';
import { ComparisonView } from './comparison.view.js';

const NOVEMBER = batchIn('cleared');
const OCTOBER = { ...batchIn('closed'), id: '330700.post-allowance.2026-10.1', period: month('2026-10') } as Batch;
const before = (n: number, amountFen: number) => itemNo(n, { due: dueNo(n, { period: month('2026-10') }), chunkId: chunkIdOf(OCTOBER.id, 1, 1), state: 'settled', amountFen: fen(amountFen) });
const now = (n: number, amountFen: number, chunk = 1) => itemNo(n, { chunkId: chunkIdOf(NOVEMBER.id, 1, chunk), amountFen: fen(amountFen) });

describe('a batch against the month before', () => {
  let subsidy: TestSubsidy;
  let view: ComparisonView;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    view = new ComparisonView(subsidy.batches, subsidy.items);
    for (const batch of [OCTOBER, NOVEMBER]) {
      await inTransaction(subsidy.connection, (session) => subsidy.batches.save(batch, 0, { kind: 'opened', actor: OFFICERS.handler, on: AFTER_NOTICE, at: new Date() }, transactionOf(session)));
    }
    await subsidy.items.add([before(1, 60_000), before(2, 60_000), before(3, 60_000), now(1, 60_000), now(2, 100_000), now(4, 60_000), now(5, 90_000_000, 2)]);
  });
  afterAll(() => subsidy.close());

  const found = async (kind: Comparison, limit = 10): Promise<readonly (readonly [string | null, Fen | null, Fen | null])[]> => {
    const all: (readonly [string | null, Fen | null, Fen | null])[] = [];
    for (let after: Parameters<typeof view.page>[2]['after'] = null; ;) {
      const { items, next } = await view.page(NOVEMBER, kind, { largeFen: fen(50_000_000), after, limit });
      all.push(...items.map(({ due, beforeFen, nowFen }) => [due.subject, beforeFen, nowFen] as const));
      if (next === null) return all;
      after = next;
    }
  };

  it.each<[Comparison, readonly (readonly [string, number | null, number | null])[]]>([
    ['fresh', [['cert-4', null, 60_000], ['cert-5', null, 90_000_000]]],
    ['changed', [['cert-2', 60_000, 100_000]]],
    ['gone', [['cert-3', 60_000, null]]],
    ['large', [['cert-5', null, 90_000_000]]],
  ])('shows what is %s, page by page', async (kind, lines) => {
    expect(await found(kind)).toEqual(lines);
    expect(await found(kind, 1)).toEqual(lines);
  });
});
