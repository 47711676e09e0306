import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@gongjiang/kernel';
import { decideWithReceipts, explain, loadPacks, parseReceipt, replay, type PolicyRequest } from '../index.js';

const packs = loadPacks();

const allowance: PolicyRequest = {
  pack: 'jinhua',
  claims: [{
    id: 'c1', entitlement: 'jinhua/7/post-allowance', beneficiary: { kind: 'person', id: 'P1' }, subject: 'cert-88', period: '2026-11',
    facts: { level: 'technician', occupationInShortage: true, employerPaysAllowance: true, employed: true, firstMonth: '2026-01', unrelated: 'kept out' },
  }],
  history: [
    { entitlement: 'jinhua/7/post-allowance', beneficiary: { kind: 'person', id: 'P1' }, subject: 'cert-88', period: '2026-10', amountFen: 60000 },
    { entitlement: 'wenzhou/1/post-allowance', beneficiary: { kind: 'person', id: 'P1' }, period: '2026-11', amountFen: 50000 },
  ],
  credit: [{ subject: { kind: 'person', id: 'P9' }, barredFrom: '2026-01-01' }],
};

function receiptsOf(request: PolicyRequest): string[] {
  return decideWithReceipts(packs, request).receipts.map(({ json }) => json);
}

describe('a receipt', () => {
  const [json = ''] = receiptsOf(allowance);
  const receipt = JSON.parse(json) as Record<string, never>;

  test('names claim, decision, engine, pack with hash, what was heeded, and every step', () => {
    expect(Object.keys(receipt)).toEqual(['claim', 'decision', 'engine', 'pack', 'surroundings', 'trace']);
    expect(receipt['pack']).toEqual({ id: 'jinhua', version: '1.0.0', hash: packs.pack('jinhua')?.identity.hash });
    expect(receipt['decision']).toEqual({ outcome: 'refused', amountFen: 0, clause: 'jinhua/7', fund: 'talent-special', codes: ['duplicate'] });
  });
  test('holds of the history and the credit file only what bore on the decision', () => {
    expect(receipt['surroundings']).toEqual({ history: [{ entitlement: 'wenzhou/1/post-allowance', beneficiary: { kind: 'person', id: 'P1' }, period: '2026-11', amountFen: 50000 }] });
  });
  test('keeps facts out that the clause does not ask for', () => expect(json).not.toContain('unrelated'));
  test('is free of language', () => expect(json).not.toMatch(/\p{Script=Han}/u));
  test('of a fact that is no scalar, or too large to be JSON, can be written and replayed', () => {
    const odd = { ...allowance, claims: allowance.claims.map((claim) => ({ ...claim, facts: { level: { a: [1, undefined] }, firstMonth: Number.POSITIVE_INFINITY, employed: null } })) };
    for (const each of receiptsOf(odd)) expect(replay(packs, each)).toMatchObject({ ok: true, value: { json: each } });
  });
  test.each(['jinhua/99/nothing', 'atlantis/1/gold', '__proto__', 'constructor'])('of the unknown id %s can be replayed', (entitlement) => {
    const [unknown = ''] = receiptsOf({ pack: 'jinhua', claims: [{ id: 'x', entitlement, beneficiary: { kind: 'person', id: 'P' }, period: '2026', facts: {} }] });
    expect(replay(packs, unknown)).toMatchObject({ ok: true, value: { json: unknown } });
  });
});

describe('replaying', () => {
  const [json = ''] = receiptsOf(allowance);
  test('gives another hash where the receipt was altered', () => {
    const altered = json.replace('"amountFen":0', '"amountFen":60000');
    const again = replay(packs, altered);
    expect(again.ok && again.value.id).not.toBe(sha256Hex(altered));
  });
  test.each([
    ['another pack hash', /"hash":"[0-9a-f]+"/, '"hash":"00"', 'policy.pack-differs'],
    ['a version that is not here', '"version":"1.0.0"', '"version":"0.9.0"', 'policy.pack-not-here'],
    ['another engine', '"engine":"1"', '"engine":"0"', 'policy.engine-differs'],
    ['no JSON', '{', '', 'policy.malformed-receipt'],
    ['no claim', '"claim"', '"klaim"', 'policy.malformed-receipt'],
  ])('is refused for %s', (_, from, to, code) => {
    expect(replay(packs, json.replace(from, to))).toMatchObject({ ok: false, refusal: { code } });
  });
  test('a receipt reads back as what it is', () => expect(parseReceipt(json)).toMatchObject({ ok: true, value: { claim: { id: 'c1' } } }));
});

describe('the page for a citizen', () => {
  const [json = ''] = receiptsOf(allowance);
  const page = (language: 'zh' | 'en', of = json): string => {
    const explained = explain(packs, of, language);
    if (!explained.ok) throw new Error(explained.refusal.code);
    return explained.value;
  };
  test('says in Chinese what was decided, why, and what was given before', () => {
    expect(page('zh')).toMatch(/结果: \*\*不予\*\*/);
    expect(page('zh')).toContain('已享受过，不重复发放');
    expect(page('zh')).toContain('- 2026-11 `wenzhou/1/post-allowance` 500.00 元');
    expect(page('zh')).toContain('技能等级为技师或高级技师：符合（技能等级：技师）');
    expect(page('zh')).toContain('已按凭据重新核算，结果一致');
  });
  test('says the same in English', () => {
    expect(page('en')).toMatch(/Outcome: \*\*Refused\*\*/);
    expect(page('en')).not.toMatch(/[：（）；]/u);
  });
  test('shows an amount step by step', () => {
    const [granted = ''] = receiptsOf({ pack: 'jinhua', claims: [{ id: 'c', entitlement: 'jinhua/7/certificate-training', beneficiary: { kind: 'person', id: 'P3' }, subject: 'tr', period: '2026-05', facts: { newlyCertified: true, standardFen: 350000, occupationInShortage: true } }] });
    expect(page('zh', granted)).toContain('最高 3000 元：3,500.00 元 → 3,000.00 元');
    expect(page('en', granted)).toContain('(Occupation in shortage: yes): 3,000.00 yuan → 3,900.00 yuan');
  });
  test('says so where the receipt was altered, or its policy is not here', () => {
    expect(page('zh', json.replace('"amountFen":0', '"amountFen":1'))).toContain('结果不一致');
    expect(page('en', json.replace('"version":"1.0.0"', '"version":"0.9.0"'))).toContain('is not here');
  });
});
