import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { compilePack, loadPacks, newestVersion, readPackFiles, type PackSource } from '../index.js';

interface MapPart { characters: number; digest: string; repeats?: string; is: unknown }
interface MapFile { clauses?: { id: string; parts: MapPart[] }[] }

/** The pack as it is, but for what is done to its clause map. */
function packWith(id: string, change: (parts: MapPart[], clauses: { id: string; parts: MapPart[] }[]) => void): PackSource[] {
  return readPackFiles(id, newestVersion(id) ?? '').map(({ file, text }) => {
    const content = parse(text) as MapFile;
    if (content.clauses === undefined) return { file, text };
    change(content.clauses.find(({ parts }) => parts.length > 2)?.parts ?? [], content.clauses);
    return { file, text: stringify(content) };
  });
}

/** Some clause of each pack has three parts; the one in the middle, which nothing else may need, is what is broken. */
describe.each(loadPacks().newestPacks().map(({ identity }) => identity.id))('the clause map of %s', (id) => {
  test('is complete', () => expect(() => compilePack(packWith(id, () => undefined))).not.toThrow());
  test('fails where a sentence is left out', () => {
    expect(() => compilePack(packWith(id, (_, clauses) => { const last = clauses.at(-1); if (last?.parts.length === 1) clauses.pop(); else last?.parts.pop(); }))).toThrow(/pack\.yaml:\d+: the parts of the clause map hold \d+ characters, the source \d+: a part is left out, added or changed/);
  });
  test('fails where a count was changed', () => {
    expect(() => compilePack(packWith(id, ([part]) => { if (part) part.characters += 1; }))).toThrow(/the parts of the clause map hold/);
  });
  test('fails where one sentence stands for another of the same length', () => {
    expect(() => compilePack(packWith(id, ([first, second]) => { if (first && second) second.digest = first.digest; }))).toThrow(/clauses\.yaml:\d+: the digest [0-9a-f]{16} stands in \S+ already; where the source says the same twice, "repeats: \S+" is expected/);
  });
  test('fails where a sentence is said to be a repetition and is none', () => {
    expect(() => compilePack(packWith(id, ([first]) => { if (first) first.repeats = `${id}/1`; }))).toThrow(/no part before has the digest/);
  });
});

describe('a sentence that the source says twice', () => {
  test('stands twice, and the second part names the clause of the first', () => expect(() => compilePack(packWith('jinhua', () => undefined))).not.toThrow());
  test.each([
    ['another clause is named', (part: MapPart) => { part.repeats = 'jinhua/1'; }, /jinhua\/3 is expected/],
    ['the count is another', (part: MapPart) => { part.characters += 1; }, /12 characters are expected, as in jinhua\/3/],
    ['none is named', (part: MapPart) => { delete part.repeats; }, /"repeats: jinhua\/3" is expected/],
  ])('is refused where %s', (_, spoil, told) => {
    const files = packWith('jinhua', (__, clauses) => clauses.flatMap(({ parts }) => parts).filter(({ repeats }) => repeats !== undefined).forEach(spoil));
    expect(() => compilePack(files)).toThrow(told);
  });
});
