import { describe, expect, test } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { decideSmall, smallPacks, smallRequest, SMALL_PACK } from '../fixtures/small-pack.js';
import { decideWithReceipts, describeEntitlement } from './index.js';

const packs = smallPacks();

describe('a parameter and its days', () => {
  test('a month is decided by the rule of that month, whenever it is decided', () => {
    expect(decideSmall(packs, { period: '2026-05' }).amountFen).toBe(50000);
    expect(decideSmall(packs, { period: '2026-06' }).amountFen).toBe(70001);
    expect(decideSmall(packs, { period: '2025-02' }).amountFen).toBe(50000);
  });
  test('a share of it is rounded half up to the fen by the value of that month', () => {
    expect(decideSmall(packs, { period: '2026-06', facts: { level: 'senior' } }).amountFen).toBe(35001);
  });
  test('one that has ended stops the decision, and is not used on', () => {
    const decision = decideSmall(packs, { period: '2027-01' });
    expect(decision).toMatchObject({ outcome: 'needs-input', codes: ['amount-not-set'], amountFen: 0 });
    expect(decision.trace.at(-1)).toMatchObject({ step: 'parameter', facts: { parameter: 'highFen' }, result: 'not-set' });
  });
  test('one that ended in a condition stops the decision too, unless another condition fails anyway', () => {
    const ended = SMALL_PACK.replace('values: [{from: 2025-01-01, value: 20}]', 'values: [{from: 2025-01-01, until: 2025-12-31, value: 20}]');
    expect(decideSmall(smallPacks(ended)).codes).toEqual(['amount-not-set']);
    const two = ended.replace('    conditions:\n', '    conditions:\n      - {name: high, text: {zh: 高, en: High}, when: level == "technician"}\n');
    expect(decideSmall(smallPacks(two), { facts: { level: 'senior' } }).codes).toEqual(['condition-failed']);
  });
  test('a fund that is not set stops the decision', () => {
    const unset = SMALL_PACK.replace('values: [{from: 2025-01-01, value: local-talent}]', 'values: []');
    expect(decideSmall(smallPacks(unset))).toMatchObject({ codes: ['amount-not-set'], fund: null });
  });
  test('the receipt names the value of that month', () => {
    const [receipt] = decideWithReceipts(packs, smallRequest({ period: '2026-06' })).receipts;
    expect(receipt?.json).toContain('"parameters":{"highFen":70001,"lowPercent":50}');
    expect(receipt?.json).toContain('"rounding":"half-up"');
  });
});

describe('a pack and a clause and their days', () => {
  test('the first and the last month that they touch are in force', () => {
    const codes = ['2024-12', '2025-01', '2027-06', '2027-07'].map((period) => decideSmall(packs, { period }).codes[0]);
    expect(codes).toEqual(['not-in-force', undefined, 'amount-not-set', 'not-in-force']);
  });
  test('a clause that was withdrawn is out of force from then on, the others are not touched', () => {
    const withdrawn = smallPacks(SMALL_PACK.replace('    times: monthly', '    times: monthly\n    until: 2026-04-15'));
    expect(decideSmall(withdrawn, { period: '2026-04' }).outcome).toBe('granted');
    expect(decideSmall(withdrawn, { period: '2026-05' }).codes).toEqual(['not-in-force']);
  });
  test('a period that began before the rule is decided by the rule\'s first day', () => {
    const late = smallPacks(SMALL_PACK.replace('inForce: {from: 2025-01-01', 'inForce: {from: 2025-01-20'));
    expect(decideSmall(late, { period: '2025-01' }).amountFen).toBe(50000);
  });
  test('where the clause has a day of its own, its rule is that day\'s', () => {
    const own = SMALL_PACK.replace('    times: monthly', '    times: monthly\n    ruleDay: metOn').replace('    facts:\n', '    facts:\n      metOn: {type: day, title: {zh: 日, en: Day}}\n');
    expect(decideSmall(smallPacks(own), { period: '2026-05', facts: { metOn: '2026-06-01' } }).amountFen).toBe(70001);
    expect(decideSmall(smallPacks(own), { period: '2026-06', facts: { metOn: '2020-01-01' } }).amountFen).toBe(50000);
  });
  test('a description is that of a day', () => {
    expect(describeEntitlement(packs, 'small/1/allowance', day('2026-01-01'))).toMatchObject({ fund: 'local-talent', times: 'monthly', termMonths: null, pays: true });
  });
});

describe('an overlay', () => {
  const head = 'overlay: {name: city-2026, for: small@1.0.0, basis: 市政府令}\n';
  test('sets what the pack leaves open, on the days that it names', () => {
    const overlaid = smallPacks(SMALL_PACK, `${head}entitlements:\n  small/1/allowance:\n    leastDays: [{from: 2026-03-01, until: 2026-03-31, value: 10}]\n`);
    expect(decideSmall(overlaid, { period: '2026-03', facts: { days: 10 } }).outcome).toBe('granted');
    expect(decideSmall(overlaid, { period: '2026-02', facts: { days: 10 } }).codes).toEqual(['condition-failed']);
    expect(decideSmall(overlaid, { period: '2026-04', facts: { days: 10 } }).codes).toEqual(['condition-failed']);
  });
  test('is named in every receipt, with its hash', () => {
    const overlaid = smallPacks(SMALL_PACK, `${head}entitlements:\n  small/1/allowance:\n    fund: [{from: 2026-01-01, value: talent-special}]\n`);
    const { answer, receipts } = decideWithReceipts(overlaid, smallRequest());
    expect(answer.decisions[0]?.fund).toBe('talent-special');
    expect(receipts[0]?.json).toMatch(/"overlay":\{"hash":"[0-9a-f]{64}","name":"city-2026"\}/);
  });
  test('may read the days in force otherwise, where the pack says so', () => {
    const overlaid = smallPacks(SMALL_PACK, `${head}inForce: {from: 2026-04-01}\n`);
    expect(decideSmall(overlaid, { period: '2026-03' }).codes).toEqual(['not-in-force']);
  });
  test.each([
    ['a parameter that is not open', 'entitlements:\n  small/1/allowance:\n    highFen: [{from: 2026-01-01, value: 1}]\n', 'overlay.yaml:4: the pack does not leave "highFen" open'],
    ['a parameter that there is not', 'entitlements:\n  small/1/allowance:\n    other: [{from: 2026-01-01, value: 1}]\n', 'overlay.yaml:4: there is no parameter "other"'],
    ['an entitlement that there is not', 'entitlements:\n  small/2/other:\n    other: [{from: 2026-01-01, value: 1}]\n', 'overlay.yaml:3: an entitlement of small@1.0.0 is expected'],
    ['a fund that the pack does not have', 'entitlements:\n  small/1/allowance:\n    fund: [{from: 2026-01-01, value: treasury}]\n', 'a fund of this pack is expected'],
  ])('is refused where it sets %s', (_, text, message) => {
    expect(() => smallPacks(SMALL_PACK, head + text)).toThrow(message);
  });
  test('is refused where the pack does not leave the days open', () => {
    expect(() => smallPacks(SMALL_PACK.replace(', open: true}\nfunds', '}\nfunds'), `${head}inForce: {from: 2026-04-01}\n`)).toThrow('overlay.yaml:2: small does not leave open when it is in force');
  });
});
