import { describe, expect, it } from '@jest/globals';
import { canonicalJson, fen, merkleRoot, month, sumFen } from '@gongjiang/kernel';
import fc from 'fast-check';
import { chunkIdOf } from '../batch/batch.range.js';
import { draftBatch } from '../batch/batch.builders.js';
import { itemNo } from '../item/item.builders.js';
import { dueKey } from '../item/item.js';
import { faceNo, itemsNo, readyNotice, sheetInput } from './notice.builders.js';
import { leafOfSheet, listOf, placeSheets } from './notice.list.js';
import { proofOfLine, provesLine, type LineProof } from './notice.proof.js';
import { leafOfLine, sheetOf, type Sheet } from './notice.sheet.js';

const rule = { workingDays: 5, identityCharacters: 4, shows: ['district', 'employer'] as ('district' | 'employer')[] };
const order = (text: string): string => [...text].reverse().join('');

describe('the sheet of a chunk', () => {
  it('has a line for each due: masked, with the money of all its items', () => {
    const { lines, itemIds, amountFen } = sheetOf(sheetInput([itemNo(1), itemNo(1, { revision: 1, amountFen: fen(5_000) })], { rule }));
    expect(lines).toEqual([{ place: 1, name: '王*', identityNumber: '**************0001', entitlement: 'jinhua/7/post-allowance', period: '2026-11', amountFen: 65_000, district: '婺城区', employer: 'employer-1' }]);
    expect([itemIds, amountFen]).toEqual([[[itemNo(1).id, itemNo(1, { revision: 1 }).id]], 65_000]);
  });

  it.each([[0, null], [2, '****************01'], [4, '**************0001']])('shows %i characters of the number where the city says so: %s', (identityCharacters, shown) => {
    expect(sheetOf(sheetInput(itemsNo(1), { rule: { ...rule, identityCharacters } })).lines[0]?.identityNumber).toBe(shown);
  });

  it('shows neither district nor employer where the city does not', () => {
    expect(sheetOf(sheetInput(itemsNo(1), { rule: { ...rule, shows: [] } })).lines[0]).toMatchObject({ district: null, employer: null });
  });

  it('leaves out what is claimed back', () => {
    expect(sheetOf(sheetInput([itemNo(1), itemNo(2, { way: 'claim-back', amountFen: fen(-60_000) })])).lines).toHaveLength(1);
  });

  it('has nothing in it that leads to a token, a certificate or an item', () => {
    const items = itemsNo(1, 2, 3);
    const text = JSON.stringify(sheetOf(sheetInput(items)).lines);
    for (const { id, due, receiptId } of items) for (const secret of [id, due.person, due.subject ?? '', receiptId, dueKey(due)]) expect(text).not.toContain(secret);
  });

  it('has the same bytes for the same items, in whichever order they come', () => {
    fc.assert(fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 }), (numbers) => {
      const faceOf = ({ due }: { readonly due: { readonly person: string } }) => faceNo(due.person.codePointAt(27) ?? 0);
      expect(sheetOf(sheetInput(itemsNo(...numbers), { faceOf }))).toEqual(sheetOf(sheetInput(itemsNo(1, 2, 3, 4, 5, 6), { faceOf })));
    }));
  });

  it('has an order that is another one in the next notice', () => {
    const placesIn = (noticeId: string) => sheetOf(sheetInput(itemsNo(...Array.from({ length: 40 }, (_, n) => n)), { noticeId, order: (text) => merkleRoot([text]) })).itemIds.flat();
    const [one, other] = ['n1', 'n2'].map(placesIn);
    expect([...(one ?? [])].sort()).toEqual([...(other ?? [])].sort());
    expect(one).not.toEqual(other);
    expect(one).not.toEqual([...(one ?? [])].sort());
  });
});

describe('the list over its sheets', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 9 }).filter((made) => made.some((count) => count > 0));
  let person = 0;
  const sheetsOf = (made: readonly number[]): readonly Sheet[] => made.map((count, n) => sheetOf(sheetInput(itemsNo(...Array.from({ length: count }, () => (person += 1))), { chunkId: chunkIdOf(draftBatch().id, 1, n + 1) })));
  const headsOf = (sheets: readonly Sheet[]) => sheets.map(({ chunkId, lines, amountFen, root }) => ({ chunkId, lines: lines.length, amountFen, root }));

  it('numbers every line once, from 1 without gaps, and leaves no money out', () => {
    fc.assert(fc.property(counts, (made) => {
      const sheets = sheetsOf(made);
      const placed = placeSheets('n', headsOf(sheets), order);
      expect(placed.flatMap(({ first, lines }) => Array.from({ length: lines }, (_, n) => first + n))).toEqual(Array.from({ length: made.reduce((sum, count) => sum + count) }, (_, n) => n + 1));
      expect(listOf(placed)).toMatchObject({ lines: made.reduce((sum, count) => sum + count), amountFen: sumFen(sheets.map(({ amountFen }) => amountFen)), sheets: made.filter((count) => count > 0).length });
    }));
  });

  it('proves each of its lines under its number, and no other line under it', () => {
    fc.assert(fc.property(counts, fc.nat(), (made, pick) => {
      const sheets = sheetsOf(made);
      const placed = placeSheets('n', headsOf(sheets), order);
      const list = listOf(placed);
      const number = 1 + (pick % list.lines);
      const sheet = placed.find(({ first, lines }) => number >= first && number < first + lines);
      const lines = sheets.find(({ chunkId }) => chunkId === sheet?.chunkId)?.lines ?? [];
      const proof = proofOfLine({ noticeId: 'n', number, root: list.root, sheets: placed, lines }) as LineProof;
      expect(provesLine(proof, list.root)).toBe(true);
      expect(provesLine({ ...proof, number: number + 1 }, list.root)).toBe(false);
      expect(provesLine({ ...proof, line: { ...proof.line, amountFen: fen(proof.line.amountFen + 1) } }, list.root)).toBe(false);
      expect(provesLine({ ...proof, sheet: { ...proof.sheet, first: proof.sheet.first + 1 }, number: number + 1 }, list.root)).toBe(false);
      expect(provesLine(proof, merkleRoot([list.root]))).toBe(false);
    }), { numRuns: 60 });
  });

  it('proves nothing where a kept line was altered, or the number is none of the list', () => {
    const [sheet] = sheetsOf([3]) as [Sheet];
    const placed = placeSheets('n', headsOf([sheet]), order);
    const [first, ...rest] = sheet.lines as [Sheet['lines'][number], ...Sheet['lines']];
    const asked = { noticeId: 'n', root: listOf(placed).root, sheets: placed };
    expect(proofOfLine({ ...asked, number: 1, lines: [{ ...first, name: '李*' }, ...rest] })).toBeUndefined();
    expect(proofOfLine({ ...asked, number: 4, lines: sheet.lines })).toBeUndefined();
    expect(proofOfLine({ ...asked, number: 0, lines: sheet.lines })).toBeUndefined();
  });

  it('has one spelling of a line and of a sheet: canonical JSON, whatever stands in it', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(fc.property(text, text, fc.option(text), fc.nat(), (name, entitlement, other, amount) => {
      const line = { name, place: 1, period: month('2026-11'), amountFen: fen(amount), identityNumber: other, entitlement, district: other, employer: null };
      expect(leafOfLine(line)).toBe(canonicalJson(line));
    }));
    const [sheet] = sheetsOf([1]) as [Sheet];
    expect(leafOfLine(sheet.lines[0] as Sheet['lines'][number])).toMatch(/^\{"amountFen":60000,"district":"婺城区","employer":"employer-1","entitlement":/);
    expect(leafOfSheet({ first: 1, lines: 2, root: 'r' })).toBe('{"first":1,"lines":2,"root":"r"}');
  });

  it('is of a notice that tells its batch and calculation', () => {
    expect(readyNotice().id).toBe('330700.post-allowance.2026-11.1-n1');
  });
});
