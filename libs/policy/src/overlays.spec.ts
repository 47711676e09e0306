import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { decide, decideWithReceipts, describeEntitlement, loadPacks, replay, type Decision, type PolicyRequest } from './index.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const packs = loadPacks({ overlays: [fixture('wenzhou-36-months.yaml'), fixture('jinhua-retraining.yaml')] });

function allowance(period: string, firstMonth?: unknown): PolicyRequest {
  const facts = { level: 'technician', occupationInShortage: true, route: 'newly-trained', ...(firstMonth === undefined ? {} : { firstMonth }) };
  return { pack: 'wenzhou', claims: [{ id: 'a', entitlement: 'wenzhou/1/post-allowance', beneficiary: { kind: 'person', id: 'P1' }, period, facts }] };
}

function retraining(period: string, offJobDays: number): PolicyRequest {
  return { pack: 'jinhua', claims: [{ id: 'a', entitlement: 'jinhua/5/off-job-retraining', beneficiary: { kind: 'enterprise', id: 'E1' }, subject: 'r', period, facts: { offJobDays } }] };
}

function only(request: PolicyRequest): Decision | undefined {
  return decide(packs, request).decisions[0];
}

describe('a city that sets an end to Wenzhou\'s allowance', () => {
  test('asks for the first month from then on', () => {
    expect(only(allowance('2026-01'))?.codes).toEqual(['missing-fact']);
    expect(only(allowance('2025-12'))?.outcome).toBe('granted');
  });
  test.each([['2028-12', 'granted'], ['2029-01', 'term-ended'], ['2025-12', 'granted']])('%s counts from 2026-01: %s', (period, expected) => {
    const decision = only(allowance(period, '2026-01'));
    expect(decision?.codes[0] ?? decision?.outcome).toBe(expected);
  });
  test('pays from another fund from the day it says', () => {
    expect([only(allowance('2026-06', '2026-01'))?.fund, only(allowance('2026-07', '2026-01'))?.fund]).toEqual(['training-special-account', 'employment-subsidy']);
  });
  test('describes it with its term, on the day', () => {
    expect(describeEntitlement(packs, 'wenzhou/1/post-allowance')?.termMonths).toBe(36);
    expect(describeEntitlement(packs, 'wenzhou/1/post-allowance', day('2025-01-01'))?.termMonths).toBeNull();
  });
  test('gives receipts that only an installation with the same overlay replays', () => {
    const [receipt] = decideWithReceipts(packs, allowance('2026-03', '2026-01')).receipts;
    expect(replay(packs, receipt?.json ?? '')).toEqual({ ok: true, value: { id: receipt?.id, json: receipt?.json } });
    expect(replay(loadPacks(), receipt?.json ?? '')).toMatchObject({ ok: false, refusal: { code: 'policy.pack-differs' } });
  });
});

describe('a city that sets the amount that the source leaves open', () => {
  test('pays it in the days that it says, and asks a person after them', () => {
    expect(only(retraining('2026', 28))).toMatchObject({ outcome: 'granted', amountFen: 2_000_000 });
    expect(only(retraining('2027', 28))?.codes).toEqual(['amount-not-set']);
    expect(only(retraining('2025', 28))?.codes).toEqual(['condition-failed']);
  });
  test('reads the draft\'s first day otherwise', () => expect(only(retraining('2021', 30))?.codes).toEqual(['not-in-force']));
});

test('two overlays for one version, and one for a version that there is not, are refused', () => {
  const twice = [fixture('wenzhou-36-months.yaml'), fixture('wenzhou-36-months.yaml')];
  expect(() => loadPacks({ overlays: twice })).toThrow(/wenzhou-36-months\.yaml:\d+: one overlay for wenzhou@1\.0\.0 is expected, there are two/);
  expect(() => loadPacks({ overlays: [fixture('nowhere.yaml')] })).toThrow(/nowhere\.yaml:1: a file is expected here/);
});
