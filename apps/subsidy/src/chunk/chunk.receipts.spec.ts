import { describe, expect, it } from '@jest/globals';
import { decideWithReceipts, loadPacks, type Receipt } from '@gongjiang/policy';
import fc from 'fast-check';
import { foldReceipts, unfoldReceipts } from './chunk.receipts.js';
import type { ChunkDecisions } from './chunk.store.js';

type Results = ChunkDecisions['results'];

const packs = loadPacks();
const facts = fc.record({ level: fc.constantFrom('technician', 'senior', 'none'), occupationInShortage: fc.boolean(), employerPaysAllowance: fc.boolean(), employed: fc.boolean(), firstMonth: fc.constant('2026-01') }, { requiredKeys: [] });
const decided = fc.record({ facts, subject: fc.constantFrom('cert-1', '证书二'), person: fc.constantFrom('p_a', 'p_b'), amountFen: fc.constantFrom(0, 60_000) }).map(({ facts: stated, subject, person, amountFen }): Receipt => {
  const claim = { id: '0', entitlement: 'jinhua/7/post-allowance', beneficiary: { kind: 'person', id: person } as const, subject, period: '2026-11', facts: stated };
  const history = amountFen === 0 ? [] : [{ entitlement: claim.entitlement, beneficiary: claim.beneficiary, subject: 'another', period: '2026-11', amountFen }];
  return decideWithReceipts(packs, { pack: 'jinhua', claims: [claim], history, credit: [] }).receipts[0] as Receipt;
});
/** As it is read again: what it had in common with others is known no more. */
const read: fc.Arbitrary<Receipt> = fc.record({ id: fc.string(), json: fc.string() });
const resultsOf = (receipt: fc.Arbitrary<Receipt>) => fc.array(fc.record({ lines: fc.constant([]), held: fc.constant([]), receipts: fc.array(receipt, { maxLength: 4 }) }), { maxLength: 6 });

const keptAs = (results: Results) => JSON.parse(JSON.stringify(foldReceipts(results))) as ReturnType<typeof foldReceipts>;
const textsOf = (results: Results) => results.map(({ receipts }) => receipts.map(({ id, json }) => ({ id, json })));

describe('the receipts of a chunk', () => {
  it('come back to the letter, whatever was decided', () => {
    fc.assert(fc.property(resultsOf(fc.oneof(decided, read)), (results) => {
      expect(textsOf(unfoldReceipts(keptAs(results)))).toEqual(textsOf(results));
    }));
  });

  it('have what they share written once, and nothing of a person is among it', () => {
    fc.assert(fc.property(resultsOf(decided), (results) => {
      const { shared } = foldReceipts(results);
      expect(new Set(shared).size).toBe(shared.length);
      expect(shared.every((text) => /^,"(decision|trace)":/.test(text) && !text.includes('p_a') && !text.includes('p_b'))).toBe(true);
    }));
  });

  it('that name what is not there are not made up', () => {
    const kept = keptAs(fc.sample(resultsOf(decided).filter((results) => results.some(({ receipts }) => receipts.length > 0)), { numRuns: 1, seed: 1 })[0] as Results);
    expect(() => unfoldReceipts({ ...kept, shared: [] })).toThrow('not there');
  });
});
