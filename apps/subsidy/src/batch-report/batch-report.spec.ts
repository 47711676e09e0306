import { describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import { draftBatch, TOTALS } from '../batch/batch.builders.js';
import type { ChunkSummary } from '../chunk/chunk.js';
import { reportPartsOf } from './batch-report.js';

const known = (number: number) => ({ id: `${draftBatch().id}.r1.c${number}`, city: draftBatch().city, batchId: draftBatch().id, run: 1, number, carriedFrom: null });
const calculated = (number: number, heldByCode: Readonly<Record<string, number>>, receiptsRoot = `root-${number}`): ChunkSummary => ({ ...known(number), phase: 'calculated', totals: { ...TOTALS, heldByCode, receiptsRoot } });

describe('the report of a batch', () => {
  it('counts what is held by its reasons, over all chunks', () => {
    const chunks: ChunkSummary[] = [calculated(1, { 'term-ended': 2, barred: 1 }), calculated(2, { barred: 3 }), { ...known(3), phase: 'planned' }];
    expect(reportPartsOf(chunks, undefined, null)).toMatchObject({ heldByCode: { 'term-ended': 2, barred: 4 }, receipts: { chunks: 2 }, gate: null, sealed: null });
  });

  it('has one root over all receipts: whichever chunk came first, and another one where a single decision is another', () => {
    const rootOf = (...chunks: readonly ChunkSummary[]): string => reportPartsOf(chunks, undefined, null).receipts.root;
    expect(rootOf(calculated(1, {}), calculated(2, {}))).toBe(rootOf(calculated(2, {}), calculated(1, {})));
    expect(rootOf(calculated(1, {}), calculated(2, {}, 'altered'))).not.toBe(rootOf(calculated(1, {}), calculated(2, {})));
  });

  it('says what was red at the gate, and what was said to it', () => {
    const explanation = { check: 'large-lines', text: 'a medal', by: 'zhang', on: day('2026-11-02') } as const;
    const findings = [{ check: 'large-lines', colour: 'red', figures: { largeLines: 1, limitFen: fen(1) } }, { check: 'lines-once', colour: 'green', figures: {} }] as const;
    const report = { batchId: draftBatch().id, city: draftBatch().city, calculation: 1, findings, explanations: [explanation] };
    expect(reportPartsOf([], report, null).gate).toEqual({ passes: true, red: [findings[0]], explanations: [explanation] });
  });
});
