import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { PACKS_FOLDER, readPackFiles, readPackTests, versionFolders } from '../packs.store.js';
import { PackError } from './pack.error.js';
import { readSource } from './pack.source.js';

const read = (text: string): unknown => readSource({ file: 'a.yaml', text }, z.unknown()).value;

describe('a file of a pack says to both parsers the same', () => {
  test.each(versionFolders(PACKS_FOLDER))('$pack $version', ({ pack, version }) => {
    const files = [...readPackFiles(pack, version), ...readPackTests(pack, version)];
    expect(files.length).toBeGreaterThan(0);
    for (const { file, text } of files) expect([file, read(text)]).toEqual([file, parse(text)]);
  });

  test('scalars that look like something else', () => {
    const text = "a: 012\nb: 0o17\nc: 0x1f\nd: 1e3\ne: yes\nf: 2025-01-01\ng: ~\nh: .inf\ni: 1_000\nj: +5\nk: 'no: yes'\nl: on\nm: NULL\nn: 0.10\no: -0\n<<: {p: 1}\nq: >-\n  two\n  lines\nr: |\n  and\n\n  three\n";
    expect(read(text)).toEqual(parse(text));
  });

  test('a key that JavaScript has plans for', () => {
    expect(Object.keys(read('__proto__: {a: 1}\nb: 2') as object)).toEqual(Object.keys(parse('__proto__: {a: 1}\nb: 2') as object));
  });
});

test.each([
  ['an alias', 'a: &x 1\nb: *x', /^a\.yaml:2: .*no anchors/],
  ['a tag', 'a: 1\nb: !!python/object x', /^a\.yaml:2: /],
  ['two documents', 'a: 1\n---\nb: 2', /^a\.yaml:\d: /],
  ['a key twice', 'a: 1\nb: 2\na: 3', /^a\.yaml:3: Map keys must be unique/],
])('what no pack uses is told with its line: %s', (_, text, told) => {
  expect(() => read(text)).toThrow(PackError);
  expect(() => read(text)).toThrow(told);
});
