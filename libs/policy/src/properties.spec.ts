import { describe, expect, test } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { canonicalJson, sha256Hex } from '@gongjiang/kernel';
import fc from 'fast-check';
import { arbitraryRequest } from '../fixtures/arbitrary-request.js';
import { decide, decideUntraced, decideWithReceipts, describeEntitlement, heededInAnyPeriod, loadPacks, replay, type Claim, type Decision, type PolicyRequest } from './index.js';

const packs = loadPacks();
const RUNS = { numRuns: 10_000 };
const anyRequest = arbitraryRequest(packs);

/** The most that one claim can bring, in fen, with its uplift: written here from the catalogue, not read from the packs. */
const MOST: Readonly<Record<string, number>> = {
  'jinhua/1/national-skills-award': 100_000_000, 'jinhua/1/state-council-allowance': 10_000_000, 'jinhua/1/artisan-title': 5_000_000,
  'jinhua/2/worldskills-medal': 200_000_000, 'jinhua/3/talent-introduction': 50_000_000, 'jinhua/4/innovation-studio': 1_000_000,
  'jinhua/4/master-workshop': 15_000_000, 'jinhua/5/overseas-training': 3_000_000, 'jinhua/5/domestic-seminar': 1_000_000,
  'jinhua/7/certificate-training': 390_000, 'jinhua/7/post-allowance': 100_000, 'jinhua/8/public-training-base': 20_000_000,
  'jinhua/8/base-expansion': 100_000_000, 'jinhua/9/enterprise-training-centre': 5_000_000, 'jinhua/10/municipal-competition-host': 5_000_000,
  'jinhua/10/selection-host': 20_000_000, 'jinhua/12/apprenticeship': 600_000, 'wenzhou/1/post-allowance': 100_000,
};

function decisionsOf(request: PolicyRequest): [Claim, Decision][] {
  const { decisions } = decide(packs, request);
  return request.claims.map((claim, at) => [claim, decisions[at] as Decision]);
}

function textsOf(request: PolicyRequest): readonly string[] {
  return decideWithReceipts(packs, request).receipts.map(({ json }) => json);
}

test('the allowance of a month is decided by its month, a training and an honour by all that was given before', () => {
  expect(heededInAnyPeriod(packs, ['jinhua/7/post-allowance', 'wenzhou/1/post-allowance'])).toEqual([]);
  expect(heededInAnyPeriod(packs, ['jinhua/7/certificate-training', 'jinhua/7/post-allowance'])).toEqual(['jinhua/12/apprenticeship', 'jinhua/12/order-class', 'jinhua/7/certificate-training']);
});

describe('whatever is asked', () => {
  test('an amount is whole fen, above 0 exactly where it is granted, and never negative', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      for (const [, { outcome, amountFen }] of decisionsOf(request)) {
        same(Number.isSafeInteger(amountFen), true);
        same(outcome === 'granted' ? amountFen > 0 : amountFen === 0, true);
      }
    }), RUNS);
  });

  test('nothing goes above its limit with its uplift', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      for (const [{ entitlement, facts }, { amountFen }] of decisionsOf(request)) {
        const students = entitlement === 'jinhua/12/order-class' ? Number(facts['studentCount']) * 200_000 : Number.MAX_SAFE_INTEGER;
        const due = entitlement === 'guangdong/6/investment-tax-credit' ? Number(facts['surchargeDueFen']) : Number.MAX_SAFE_INTEGER;
        const most = Math.min(MOST[entitlement] ?? Number.MAX_SAFE_INTEGER, students, due);
        if (amountFen > Math.max(0, most)) expect(amountFen).toBeLessThanOrEqual(most);
      }
    }), RUNS);
  });

  test('the same request gives the same bytes, however its keys are ordered', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      const again = JSON.parse(JSON.stringify(request, reversedKeys)) as PolicyRequest;
      same(decideWithReceipts(packs, again).receipts, decideWithReceipts(packs, request).receipts);
    }), RUNS);
  });

  test('a receipt is canonical JSON, its id the SHA-256 of it, and replaying it gives it again', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      for (const { id, json } of decideWithReceipts(packs, request).receipts) {
        same(canonicalJson(JSON.parse(json)), json);
        same(sha256Hex(json), id);
        same(replay(packs, json), { ok: true, value: { id, json } });
      }
    }), RUNS);
  });

  test('of what was given in other periods, only that of the entitlements that are heeded in any bears on it', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      const any = heededInAnyPeriod(packs, request.claims.map(({ entitlement }) => entitlement));
      const periods = new Set(request.claims.map(({ period }) => period));
      const near = (request.history ?? []).filter(({ entitlement, period }) => periods.has(period) || any.includes(entitlement));
      same(textsOf({ ...request, history: near }), textsOf(request));
    }), RUNS);
  });

  test('with a trace, with a receipt and without either, the decision is one', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      const answer = decide(packs, request);
      same(decideWithReceipts(packs, request).answer, answer);
      same(decideUntraced(packs, request).decisions, answer.decisions.map((decision) => ({ ...decision, trace: [] })));
    }), RUNS);
  });

  test('the order of claims matters only by ties, quotas and totals over years', () => {
    const withoutQuotaOrTotal = (id: string): boolean => !['jinhua/5/overseas-training', 'jinhua/5/domestic-seminar', 'jinhua/3/talent-introduction'].includes(id);
    fc.assert(fc.property(arbitraryRequest(packs, withoutQuotaOrTotal), fc.func(fc.nat()), (request, order) => {
      fc.pre(!hasTies(request));
      const shuffled = { ...request, claims: [...request.claims].sort((a, b) => order(a.id) - order(b.id)) };
      const byId = (of: PolicyRequest): unknown => new Map(decisionsOf(of).map(([{ id }, decision]) => [id, { ...decision, trace: [] }]));
      same(byId(shuffled), byId(request));
    }), { ...RUNS, maxSkipsPerRun: 20 });
  });

  test('what was paid before and what is granted now never exceed the claim by itself', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      for (const [claim, { codes, amountFen, trace }] of decisionsOf(request)) {
        if (!codes.includes('topped-up')) continue;
        const alone = decisionsOf({ ...request, claims: [claim], history: [] })[0]?.[1].amountFen ?? 0;
        const paid = Number(trace.find(({ step }) => step === 'top-up')?.facts['paid']);
        same(amountFen + paid, alone);
      }
    }), RUNS);
  });

  test('no due is granted twice in one request', () => {
    fc.assert(fc.property(anyRequest, (request) => {
      const granted = decisionsOf(request).filter(([, { outcome }]) => outcome === 'granted' || outcome === 'referred');
      const dues = granted.map(([{ entitlement, beneficiary, subject, period }]) => {
        const { times, group } = describeEntitlement(packs, entitlement) ?? {};
        const part = times === 'monthly' ? period : times === 'yearly' ? period.slice(0, 4) : '';
        return canonicalJson(group === null ? [entitlement, beneficiary, subject ?? null, part] : [group?.name, ...(group?.key ?? []).map((key) => ({ beneficiary, subject: subject ?? null, period })[key]), entitlement === 'jinhua/12/apprenticeship' ? part : '']);
      });
      same(new Set(dues).size, dues.length);
    }), RUNS);
  });
});

/** Jest's own comparison tells what differs, and takes longer than what is compared: it is asked only where something does. */
function same(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}

/** Two claims of one kind with one amount, or one due claimed twice: then the first listed wins, and order matters. */
function hasTies(request: PolicyRequest): boolean {
  const keys = request.claims.map((claim) => {
    const group = describeEntitlement(packs, claim.entitlement)?.group;
    const alone = decide(packs, { ...request, claims: [claim], history: [] }).decisions[0];
    return group === null ? canonicalJson([claim.entitlement, claim.beneficiary, claim.subject ?? null]) : canonicalJson([group?.name, alone?.amountFen]);
  });
  return new Set(keys).size < keys.length;
}

function reversedKeys(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value;
}
