import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decide, decideWithReceipts, loadPacks, parsePolicyRequest, replay, type Receipt } from './index.js';

interface Case { readonly name: string; readonly request: unknown; readonly expect: readonly Record<string, unknown>[] }

const packs = loadPacks();
const cases = JSON.parse(readFileSync(new URL('../cases/decisions.json', import.meta.url), 'utf8')) as Case[];

describe('the cases that were agreed with others', () => {
  test.each(cases)('$name', ({ request, expect: expected }) => {
    const parsed = parsePolicyRequest(request);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
    const answer = decide(packs, parsed.value);
    expect(answer.decisions).toHaveLength(expected.length);
    expected.forEach((each, at) => expect(answer.decisions[at]).toMatchObject(each));
    expect(decideWithReceipts(packs, parsed.value).answer).toEqual(answer);
  });
});

describe('the receipts that were written for them when this engine was released', () => {
  const receipts = JSON.parse(readFileSync(new URL('../cases/receipts.json', import.meta.url), 'utf8')) as Receipt[];

  test.each(receipts.map((receipt) => [receipt.id, receipt] as const))('%s comes out again, byte for byte', (_, receipt) => {
    expect(replay(packs, receipt.json)).toEqual({ ok: true, value: receipt });
  });
});
