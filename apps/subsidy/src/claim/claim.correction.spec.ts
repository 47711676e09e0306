import { describe, expect, it } from '@jest/globals';
import { month, type Period } from '@gongjiang/kernel';
import { describeEntitlement, loadPacks } from '@gongjiang/policy';
import { JINHUA } from '../city/city.builders.js';
import { factsIn, type Facts, type Grant } from '../grant/grant.js';
import { factsNo, tokenNo } from '../person/person.builders.js';
import { MAX_CORRECTIONS, standingOf, versionOf, type ClaimRequest, type DecidedClaim } from './claim.js';
import { correctClaim } from './claim.correction.js';
import { decideClaim } from './claim.decision.js';

const packs = loadPacks();
const SURROUNDINGS = { person: factsNo(1), takenOver: [], credit: [] };
const ALLOWANCE: Facts = { level: 'technician', occupationInShortage: true, employerPaysAllowance: true };

function claimed(facts: Facts = ALLOWANCE, overrides: Partial<ClaimRequest> = {}): { readonly claim: DecidedClaim; readonly grant: Grant | undefined } {
  const request: ClaimRequest = { city: JINHUA, person: tokenNo(1), entitlement: 'jinhua/7/post-allowance', subject: 'cert-1', period: month('2026-01'), facts: { ...facts, firstMonth: '2026-01' }, origin: 'api', source: 'api', ...overrides };
  return decideClaim(packs, request, SURROUNDINGS);
}
function corrected({ claim, grant }: ReturnType<typeof claimed>, facts: Facts, from: Period = month('2026-08')) {
  const entitlement = describeEntitlement(packs, claim.entitlement);
  if (!entitlement) throw new Error(claim.entitlement);
  return correctClaim(packs, { claim, grant, entitlement }, { from, facts, reason: 'the certificate says so', by: 'zhang', at: new Date(0) }, SURROUNDINGS);
}
const code = (outcome: ReturnType<typeof corrected>): string => (outcome.ok ? 'done' : outcome.refusal.code);

describe('a correction', () => {
  it('is a new decision with a receipt of its own, and the grant keeps its term', () => {
    const before = claimed();
    const outcome = corrected(before, { ...ALLOWANCE, level: 'senior-technician' });
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    const { correction, opened } = outcome.value;
    expect(correction).toMatchObject({ number: 1, from: '2026-08', outcome: 'granted', grantId: before.grant?.id, facts: { level: 'senior-technician', firstMonth: '2026-01' }, by: 'zhang' });
    expect([opened, correction.receiptId === before.claim.receiptId]).toEqual([undefined, false]);
  });

  it('may take what was granted away, and the decision that stands says so', () => {
    const before = claimed();
    const outcome = corrected(before, { ...ALLOWANCE, occupationInShortage: false });
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    const claim = { ...before.claim, corrections: [outcome.value.correction] };
    expect([standingOf(before.claim).outcome, standingOf(claim).outcome, versionOf(claim)]).toEqual(['granted', 'refused', 2]);
    expect(outcome.value.correction.grantId).toBe(before.grant?.id);
  });

  it('opens the grant that the first decision refused, from its own month on', () => {
    const outcome = corrected(claimed({ ...ALLOWANCE, level: 'senior' }), ALLOWANCE);
    expect(outcome).toMatchObject({ ok: true, value: { opened: { times: 'monthly', firstMonth: '2026-08', lastMonth: '2028-07', facts: { firstMonth: '2026-08' } } } });
  });

  it.each<[string, Period]>([['before the claim\'s first month', month('2025-12')], ['after the term', month('2028-01')], ['of a year', '2026' as Period]])('from a period %s is refused', (_what, from) => {
    expect(code(corrected(claimed(), { ...ALLOWANCE, level: 'senior-technician' }, from))).toBe('claim.correction-outside-term');
  });

  it('of what is paid once holds for its one period', () => {
    const facts = { newlyCertified: true, standardFen: 280_000, occupationInShortage: false };
    const once = claimed({}, { entitlement: 'jinhua/7/certificate-training', period: month('2026-10'), facts });
    expect(code(corrected(once, { ...facts, standardFen: 200_000 }, month('2026-10')))).toBe('done');
    expect(code(corrected(once, { ...facts, standardFen: 200_000 }, month('2026-11')))).toBe('claim.correction-outside-term');
    const refused = claimed({}, { entitlement: 'jinhua/7/certificate-training', period: month('2026-10'), facts: { ...facts, newlyCertified: false } });
    expect([refused.grant, code(corrected(refused, facts, month('2026-11'))), code(corrected(refused, facts, month('2026-10')))]).toEqual([undefined, 'claim.correction-outside-term', 'done']);
  });

  it('that says what stands already changes nothing', () => {
    expect(code(corrected(claimed(), ALLOWANCE))).toBe('claim.correction-changes-nothing');
  });

  it('comes so often, and no more', () => {
    const before = claimed();
    const one = { number: 1, from: month('2026-08'), facts: {}, reason: 'x', by: 'zhang', at: new Date(0), outcome: 'granted', codes: [], receiptId: 'r', grantId: null } as const;
    const often = { ...before, claim: { ...before.claim, corrections: Array.from({ length: MAX_CORRECTIONS }, () => one) } };
    expect(code(corrected(often, { ...ALLOWANCE, level: 'senior-technician' }))).toBe('claim.corrections-exhausted');
  });
});

describe('the facts of a month', () => {
  const [first, second, third] = [{ n: 1 }, { n: 2 }, { n: 3 }];
  const grant = { facts: first, corrected: [{ from: month('2026-08'), facts: second }, { from: month('2026-05'), facts: third }] };

  it.each([['2026-04', first], ['2026-05', third], ['2026-08', third]])('%s are those that were stated last for it', (period, facts) => {
    expect(factsIn(grant, month(period))).toBe(facts);
    expect(factsIn({ facts: first }, month(period))).toBe(first);
  });
});
