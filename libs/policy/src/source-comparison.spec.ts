import { describe, expect, test } from '@jest/globals';
import { compareSource, compilePack, fillClauseMap, type PackSource, type SourceDifference } from './index.js';

const LINES = ['示例县技工若干规定', '一、每月补三百元。', '经费由县里安排。', '二、考到证书的，奖一千元。', '经费由县里安排。', '三、多讲技工的事。'];
const SOURCE = LINES.join('\n');

const part = (about: string): string => `      - {about: {zh: ${about}, en: Words of our own}, is: {needs-a-person: direction}}`;
const clause = (id: string, abouts: readonly string[]): string => `  - id: small/${id}\n    title: {zh: 第 ${id} 条, en: Clause}\n    parts:\n${abouts.map(part).join('\n')}`;
const UNFILLED: PackSource[] = [
  { file: 'pack.yaml', text: 'pack:\n  id: small\n  version: 1.0.0\n  title: {zh: 小, en: Small}\n  source:\n    title: 小\n    status: {zh: 有效, en: In force} # a remark that stays\n  inForce: {from: 2025-01-01}\nreasons:\n  direction: {zh: 方向, en: Direction}\n' },
  { file: 'clauses.yaml', text: `clauses:\n${[clause('title', ['名称']), clause('1', ['月补', '出钱的人']), clause('2', ['考证', '还是县里出']), clause('3', ['宣传'])].join('\n')}\n` },
];

function filled(text = SOURCE): readonly PackSource[] {
  const result = fillClauseMap(UNFILLED, text);
  if (!result.ok) throw new Error(result.reason);
  return result.files;
}

const pack = compilePack(filled());

function differences(lines: readonly string[]): (Pick<SourceDifference, 'kind' | 'line' | 'text'> & { place: string | undefined })[] {
  return compareSource(pack, lines.join('\n')).map(({ kind, at, line, text }) => ({ kind, place: at === undefined ? undefined : `${at.clause} ${at.part}`, line, text }));
}

describe('a clause map that was filled in from a text with one line for each part', () => {
  test('holds no words of the text, and keeps what the clerk wrote', () => {
    const text = filled().map((file) => file.text).join('\n');
    for (const line of LINES) expect(text).not.toContain(line);
    expect(text).toContain('# a remark that stays');
    expect(text).toContain('zh: 月补');
    expect(text).toContain('repeats: small/1');
  });
  test('is the same when it is filled in again', () => {
    const again = fillClauseMap(filled(), SOURCE);
    expect(again.ok && again.files).toEqual(filled());
  });
  test.each([
    ['a line too few', LINES.slice(1).join('\n'), UNFILLED, 'there are 5 lines and 6 parts'],
    ['no head', SOURCE, UNFILLED.slice(1), 'a part "pack" with "source" is expected'],
    ['YAML that is broken', SOURCE, [{ file: 'broken.yaml', text: 'a: [' }], 'broken.yaml: '],
  ])('is refused for %s', (_, text, files, reason) => {
    expect(fillClauseMap(files, text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });
  test('is refused where the sentence of the source itself was written in place of our own', () => {
    const long = '四、'.padEnd(50, '很长的一句');
    const copied = UNFILLED.map(({ file, text }) => ({ file, text: text.replace('宣传', long) }));
    expect(fillClauseMap(copied, [...LINES.slice(0, -1), long].join('\n'))).toMatchObject({ ok: false, reason: expect.stringContaining('small/3: "about" is the sentence of the source itself') });
  });
});

describe('a clause map beside its source', () => {
  test('fits, however the text is broken into lines', () => {
    expect(differences(LINES)).toEqual([]);
    expect(differences([LINES.join('')])).toEqual([]);
    expect(differences(['\uFEFF', ...LINES.map((line) => `　${[...line].join('\n')} `)])).toEqual([]);
  });
  test('names the clause and the line of a sentence that was changed, and no other', () => {
    expect(differences(LINES.with(3, '二、考到证书的，奖二千元。'))).toEqual([{ kind: 'changed', place: 'small/2 1', line: 4, text: '二、考到证书的，奖二千元。' }]);
    expect(differences(LINES.with(3, '二、考到证书的，不再奖。'))).toEqual([{ kind: 'changed', place: 'small/2 1', line: 4, text: '二、考到证书的，不再奖。' }]);
  });
  test('names each of two that were changed side by side', () => {
    expect(differences(LINES.with(3, '二、考到证书的，奖二千元。').with(4, '经费由市里安排。'))).toEqual([
      { kind: 'changed', place: 'small/2 1', line: 4, text: '二、考到证书的，奖二千元。' },
      { kind: 'changed', place: 'small/2 2', line: 5, text: '经费由市里安排。' },
    ]);
  });
  test('names what is gone, at the place where it stood, also where the same is said elsewhere', () => {
    expect(differences(LINES.toSpliced(2, 1))).toEqual([{ kind: 'changed', place: 'small/1 2', line: 3, text: '' }]);
    expect(differences(LINES.slice(0, -1))).toEqual([{ kind: 'changed', place: 'small/3 1', line: 5, text: '' }]);
  });
  test('names what was put in, and what it stands before', () => {
    expect(differences(LINES.toSpliced(3, 0, '（新加的一句）'))).toEqual([{ kind: 'added', place: 'small/2 1', line: 4, text: '（新加的一句）' }]);
    expect(differences([...LINES, '四、附则。'])).toEqual([{ kind: 'added', place: undefined, line: 7, text: '四、附则。' }]);
  });
  test('names sentences that changed places', () => expect(differences([...LINES.slice(0, 3), ...LINES.slice(4, 6), LINES[3] ?? '']).map(({ place }) => place)).toContain('small/2 1'));
  test('names every part where the text is another one, or empty', () => {
    expect(differences(['另一份文件，说的是别的事情，'.repeat(400)])).toHaveLength(6);
    expect(differences([''])).toHaveLength(6);
  });
  test('says so where only the digest of the whole is another', () => {
    const wrong = filled().map(({ file, text }) => ({ file, text: text.replace(/digest: [0-9a-f]{64}/, `digest: ${'0'.repeat(63)}a`) }));
    expect(compareSource(compilePack(wrong), SOURCE)).toMatchObject([{ kind: 'whole' }]);
  });
});
