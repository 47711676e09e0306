import { describe, expect, test } from '@jest/globals';
import { decide, describeEntitlement, loadPacks, parsePolicyRequest, reasonText, REASON_CODES, type Decision } from './index.js';

const packs = loadPacks();

const GOOD_ALLOWANCE = { level: 'technician', occupationInShortage: true, employerPaysAllowance: true, employed: true, firstMonth: '2026-01' };

/** A month of the allowance; what is not said is as in a good claim. */
function allowance(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: 'a', entitlement: 'jinhua/7/post-allowance', beneficiary: { kind: 'person', id: 'P1' }, subject: 'c', period: '2026-03', facts: GOOD_ALLOWANCE, ...change };
}

function workshop(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: 'a', entitlement: 'jinhua/4/master-workshop', beneficiary: { kind: 'base', id: 'B1' }, subject: 'w', period: '2026', facts: { approvedCostFen: 1_000_000 }, ...change };
}

/** Through the parser, as any outsider's request comes in. */
function decisionsOf(request: Record<string, unknown>): readonly Decision[] {
  const parsed = parsePolicyRequest(JSON.parse(JSON.stringify({ pack: 'jinhua', ...request })));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  return decide(packs, parsed.value).decisions;
}

function codeOf(claim: Record<string, unknown>, request: Record<string, unknown> = {}): string {
  const [decision] = decisionsOf({ claims: [claim], ...request });
  return decision?.codes[0] ?? decision?.outcome ?? 'none';
}

describe('which rule decides', () => {
  test('the pack in the entitlement\'s id, whatever pack the request names', () => {
    expect(decisionsOf({ pack: 'wenzhou', claims: [allowance()] })[0]).toMatchObject({ outcome: 'granted', clause: 'jinhua/7' });
    expect(decisionsOf({ pack: 'nowhere', claims: [allowance()] })[0]).toMatchObject({ outcome: 'granted', clause: 'jinhua/7' });
  });
  test('the version that the request names for its pack, and no other in its place', () => {
    expect(codeOf(allowance(), { version: '1.0.0' })).toBe('granted');
    expect(codeOf(allowance(), { version: '9.9.9' })).toBe('unknown-entitlement');
    expect(codeOf(allowance(), { pack: 'wenzhou', version: '9.9.9' })).toBe('granted');
  });
  test('decisions come in the order of the claims, with their ids', () => {
    expect(decisionsOf({ claims: [allowance({ id: 'z', period: '2026-04' }), workshop({ id: 'y' }), allowance({ id: 'x' })] }).map(({ id }) => id)).toEqual(['z', 'y', 'x']);
  });
  test.each(['__proto__', 'constructor', 'toString', 'jinhua', 'jinhua/7', 'jinhua/7/post-allowance/', 'JINHUA/7/POST-ALLOWANCE'])('"%s" is no entitlement', (entitlement) => {
    expect(decisionsOf({ claims: [allowance({ entitlement })] })[0]).toMatchObject({ outcome: 'refused', amountFen: 0, codes: ['unknown-entitlement'], fund: null, clause: null });
  });
  test('facts named like parts of every object are simply other facts', () => {
    const facts = JSON.parse('{"__proto__": {"level": "technician"}, "constructor": 1}') as Record<string, unknown>;
    expect(codeOf(allowance({ facts }))).toBe('missing-fact');
    expect(codeOf(allowance({ facts: { ...GOOD_ALLOWANCE, hasOwnProperty: 1, toString: 2 } }))).toBe('granted');
  });
  test('a quota counts by its own id only', () => {
    expect(codeOf(workshop(), { quotaUsed: JSON.parse('{"__proto__": 99, "jinhua/4/master-workshop": 99}') })).toBe('granted');
  });
});

describe('the order of checking', () => {
  const worse = { beneficiary: { kind: 'enterprise', id: 'P1' }, facts: { ...GOOD_ALLOWANCE, level: 'none', employed: false } };
  test('out of force comes before the kind, the kind before the facts', () => {
    expect(codeOf(allowance({ ...worse, period: '2020-12' }))).toBe('not-in-force');
    expect(codeOf(allowance(worse))).toBe('beneficiary-kind');
    expect(codeOf(allowance({ facts: worse.facts }))).toBe('missing-fact');
  });
  test('a period that is no month is a missing fact, but a year out of force is out of force', () => {
    expect(codeOf(allowance({ period: '2026' }))).toBe('missing-fact');
    expect(codeOf(allowance({ period: '2020' }))).toBe('not-in-force');
    expect(codeOf(allowance({ period: 'soon', beneficiary: { kind: 'base', id: 'P1' } }))).toBe('beneficiary-kind');
  });
  test('facts before the bar, the bar before the conditions, those before the term', () => {
    const credit = [{ subject: { kind: 'person', id: 'P1' }, barredFrom: '2026-01-01' }];
    expect(codeOf(allowance({ facts: { ...GOOD_ALLOWANCE, level: 'none' } }), { credit })).toBe('missing-fact');
    expect(codeOf(allowance({ facts: { ...GOOD_ALLOWANCE, employed: false } }), { credit })).toBe('barred');
    expect(codeOf(allowance({ period: '2030-01', facts: { ...GOOD_ALLOWANCE, employed: false } }))).toBe('condition-failed');
    expect(codeOf(allowance({ period: '2030-01' }), { history: [{ ...allowance(), period: '2030-01', amountFen: 60000 }] })).toBe('term-ended');
  });
  test('every condition that failed is in the trace', () => {
    const [decision] = decisionsOf({ claims: [allowance({ facts: { ...GOOD_ALLOWANCE, employed: false, level: 'senior' } })] });
    expect(decision?.trace.filter(({ result }) => result === 'false').map(({ step }) => step)).toEqual(['condition/level-named', 'condition/employed']);
  });
  test('every fact that is missing is in the trace', () => {
    const [decision] = decisionsOf({ claims: [allowance({ facts: { level: 'boss', employed: 1 } })] });
    expect(decision?.trace.filter(({ step }) => step.startsWith('fact/')).map(({ step, result }) => `${step} ${result}`).sort()).toEqual([
      'fact/employed wrong-type', 'fact/employerPaysAllowance missing', 'fact/firstMonth missing', 'fact/level not-named', 'fact/occupationInShortage missing',
    ]);
  });
});

describe('periods', () => {
  test.each([undefined, null, 2026, '', ' ', '2026-3', '2026-00', '2026-13', '2026-03-01', '２０２６-03', '2026-03 '])('%p is none', (period) => expect(codeOf(allowance({ period }))).toBe('missing-fact'));
  test('a month is taken for what is yearly or once, and a yearly one counts once in the year of it', () => {
    expect(codeOf(workshop({ period: '2026-05' }))).toBe('granted');
    const base = { id: 'a', entitlement: 'jinhua/12/cooperation-base', beneficiary: { kind: 'base', id: 'B1' }, facts: { highSkilledPlaced: 20 } };
    expect(decisionsOf({ claims: [{ ...base, period: '2026-05' }, { ...base, period: '2026-06' }, { ...base, period: '2026' }, { ...base, period: '2027' }] }).map(({ codes, outcome }) => codes[0] ?? outcome)).toEqual(['granted', 'duplicate', 'duplicate', 'granted']);
  });
});

describe('numbers', () => {
  test('100.0 is 100', () => expect(decisionsOf({ claims: [JSON.parse(JSON.stringify(workshop()).replace('1000000', '1000000.0')) as Record<string, unknown>] })[0]?.amountFen).toBe(1_000_000));
  test.each(['-1', '0.1', '1e400', '9007199254740992', '"1"', 'null', '[1]', '{}', 'true'])('%s is no amount', (raw) => {
    expect(codeOf(JSON.parse(JSON.stringify(workshop()).replace('1000000', raw)) as Record<string, unknown>)).toBe('missing-fact');
  });
  test('minus zero is zero, and nothing is due', () => expect(codeOf(JSON.parse(JSON.stringify(workshop()).replace('1000000', '-0')) as Record<string, unknown>)).toBe('nothing-due'));
});

describe('what was given before', () => {
  const entry = { entitlement: 'jinhua/4/master-workshop', beneficiary: { kind: 'base', id: 'B1' }, subject: 'w', period: '2024' };
  test('without an amount it was given, and nobody can top it up', () => expect(codeOf(workshop(), { history: [entry] })).toBe('duplicate'));
  test('an amount of 0 is nothing given', () => expect(decisionsOf({ claims: [workshop()], history: [{ ...entry, amountFen: 0 }] })[0]).toMatchObject({ outcome: 'granted', codes: [] }));
  test('a referral counts with an amount of 0', () => {
    const parity = { id: 'a', entitlement: 'jinhua/13/degree-parity', beneficiary: { kind: 'person', id: 'P1' }, period: '2026', facts: { classType: 'senior-class', graduated: true } };
    expect(codeOf(parity, { history: [{ ...parity, amountFen: 0 }] })).toBe('duplicate');
  });
  test('sums beyond what a number holds are still more than enough', () => {
    expect(codeOf(workshop(), { history: [{ ...entry, amountFen: Number.MAX_SAFE_INTEGER }, { ...entry, amountFen: Number.MAX_SAFE_INTEGER }] })).toBe('duplicate');
  });
  test('an entitlement that nobody knows, and a malformed period, bear on nothing', () => {
    expect(codeOf(allowance(), { history: [{ ...allowance(), entitlement: 'atlantis/1/post-allowance', amountFen: 60000 }, { ...allowance(), period: 'long ago', amountFen: 60000 }] })).toBe('granted');
  });
  test('a subject of null is none, and none equals none', () => {
    expect(codeOf(workshop({ subject: null }), { history: [{ ...entry, subject: undefined, amountFen: 1_000_000 }] })).toBe('duplicate');
    expect(codeOf(workshop({ subject: null }), { history: [{ ...entry, amountFen: 1_000_000 }] })).toBe('granted');
  });
  test('it is found in a long history as in a short one', () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ ...allowance(), beneficiary: { kind: 'person', id: `other-${at}` }, amountFen: 60000 }));
    expect(codeOf(allowance(), { history: many })).toBe('granted');
    expect(codeOf(allowance(), { history: [...many, { ...allowance(), subject: 'another', amountFen: 60000 }] })).toBe('duplicate');
    expect(codeOf(workshop(), { history: [...many, { ...entry, beneficiary: { kind: 'base', id: 'B9' }, amountFen: 1_000_000 }] })).toBe('duplicate');
  });
  test('a thousand claims of one request meet each other too', () => {
    const claims = Array.from({ length: 1000 }, (_, at) => allowance({ id: `${at}`, beneficiary: { kind: 'person', id: `P${at % 500}` } }));
    const decisions = decisionsOf({ claims });
    expect(decisions.slice(0, 500).every(({ outcome }) => outcome === 'granted')).toBe(true);
    expect(decisions.slice(500).every(({ codes }) => codes[0] === 'superseded')).toBe(true);
  });
});

describe('the credit file', () => {
  const bar = (change: Record<string, unknown>): Record<string, unknown> => ({ credit: [{ subject: { kind: 'person', id: 'P1' }, barredFrom: '2026-01-01', ...change }] });
  test('an absent or null end is no end', () => {
    expect(codeOf(allowance(), bar({}))).toBe('barred');
    expect(codeOf(allowance(), bar({ barredUntil: null }))).toBe('barred');
  });
  test('both its days are included', () => {
    expect(codeOf(allowance(), bar({ barredUntil: '2026-03-01' }))).toBe('barred');
    expect(codeOf(allowance(), bar({ barredUntil: '2026-02-28' }))).toBe('granted');
    expect(codeOf(allowance(), bar({ barredFrom: '2026-03-31', barredUntil: '2026-03-31' }))).toBe('barred');
    expect(codeOf(allowance(), bar({ barredFrom: '2026-04-01' }))).toBe('granted');
  });
  test('a bar that ends before it begins holds on no day', () => expect(codeOf(allowance(), bar({ barredFrom: '2026-03-20', barredUntil: '2026-03-10' }))).toBe('granted'));
  test('it holds for every pack', () => {
    const claim = allowance({ entitlement: 'wenzhou/1/post-allowance', facts: { level: 'technician', occupationInShortage: true, route: 'newly-trained' } });
    expect(codeOf(claim, { pack: 'wenzhou', ...bar({}) })).toBe('barred');
  });
});

describe('malformed input is told with its place', () => {
  test.each([
    [null, '(the whole)'], [[], '(the whole)'], [{}, 'pack'], [{ pack: 'jinhua' }, 'claims'], [{ pack: 1, claims: [] }, 'pack'],
    [{ pack: 'jinhua', claims: {} }, 'claims'], [{ pack: 'jinhua', claims: [null] }, 'claims[0]'], [{ pack: 'jinhua', claims: [{ ...allowance(), id: 7 }] }, 'claims[0].id'],
    [{ pack: 'jinhua', claims: [allowance(), { ...allowance(), beneficiary: { kind: 'person' } }] }, 'claims[1].beneficiary.id'],
    [{ pack: 'jinhua', claims: [{ ...allowance(), facts: [] }] }, 'claims[0].facts'], [{ pack: 'jinhua', claims: [], history: [{ ...allowance(), amountFen: -1 }] }, 'history[0].amountFen'],
    [{ pack: 'jinhua', claims: [], history: [{ ...allowance(), amountFen: 0.5 }] }, 'history[0].amountFen'],
    [{ pack: 'jinhua', claims: [], credit: [{ subject: { kind: 'person', id: 'P1' }, barredFrom: '2026-02-30' }] }, 'credit[0].barredFrom'],
    [{ pack: 'jinhua', claims: [], quotaUsed: { x: 'many' } }, 'quotaUsed.x'], [{ pack: 'jinhua', claims: [], version: 1 }, 'version'],
  ])('%j at %s', (json, place) => {
    expect(parsePolicyRequest(json)).toMatchObject({ ok: false, refusal: { code: 'policy.malformed-request', details: { place } } });
  });
  test('a request with nothing but what it needs is fine', () => expect(parsePolicyRequest({ pack: 'jinhua', claims: [] })).toEqual({ ok: true, value: { pack: 'jinhua', claims: [] } }));
});

describe('what others are told of an entitlement', () => {
  test('the monthly allowances of two cities are one group across cities', () => {
    const group = { name: 'post-allowance', key: ['beneficiary', 'period'], acrossCities: true, onPaid: 'exclusive' };
    expect(describeEntitlement(packs, 'jinhua/7/post-allowance')).toMatchObject({ times: 'monthly', termMonths: 24, fund: 'talent-special', pays: true, group });
    expect(describeEntitlement(packs, 'wenzhou/1/post-allowance')).toMatchObject({ times: 'monthly', termMonths: null, fund: 'training-special-account', pays: true, group });
  });
  test('a tax offset is decided and shown, never paid; a referral has no fund', () => {
    expect(describeEntitlement(packs, 'guangdong/6/investment-tax-credit')).toMatchObject({ pays: false, fund: null, group: null });
    expect(describeEntitlement(packs, 'jinhua/7/settlement')).toMatchObject({ pays: false, referral: true, fund: null });
  });
  test('nothing is told of an id that there is not', () => expect(describeEntitlement(packs, 'constructor')).toBeUndefined());
  test('every reason has words in both languages', () => {
    for (const code of REASON_CODES) expect([reasonText(code, 'zh'), reasonText(code, 'en')].every((text) => text.length > 3)).toBe(true);
  });
});
