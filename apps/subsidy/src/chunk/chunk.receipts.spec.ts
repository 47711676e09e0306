import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldReceipts, unfoldReceipts } from './chunk.receipts.js';

const piece = fc.constantFrom('{"claim":1', ',"decision":', ',"surroundings":', ',"trace":', '{}', '[]', '"一"', '}');
const receipt = fc.record({ id: fc.string(), json: fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')) });
const results = fc.array(fc.record({ lines: fc.constant([]), held: fc.constant([]), receipts: fc.array(receipt, { maxLength: 4 }) }), { maxLength: 6 });
const known = (at: number): string => `{"claim":${at},"decision":{"pack":1},"surroundings":{"history":${at}},"trace":["a long one"]}`;

describe('the receipts of a chunk', () => {
  it('come back to the letter, whatever is written in them', () => {
    fc.assert(fc.property(results, (kept) => {
      expect(unfoldReceipts(JSON.parse(JSON.stringify(foldReceipts(kept))) as ReturnType<typeof foldReceipts>)).toEqual(kept);
    }));
  });

  it('have what they share written once', () => {
    const receipts = [1, 2, 3].map((at) => ({ id: String(at), json: known(at) }));
    expect(foldReceipts([{ lines: [], held: [], receipts }]).shared).toEqual([',"decision":{"pack":1}', ',"trace":["a long one"]}']);
  });

  it('that name what is not there are not made up', () => {
    const folded = foldReceipts([{ lines: [], held: [], receipts: [{ id: '1', json: known(1) }] }]);
    expect(() => unfoldReceipts({ ...folded, shared: [] })).toThrow('not there');
  });
});
