import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';

/** What `packages-once.runtime.cjs` promises to every test file. */
describe('a test file', () => {
  it('runs in the world of Node: what the file system throws is an Error to it', () => {
    let thrown: unknown;
    try { readFileSync('there/is/none'); } catch (error) { thrown = error; }
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toEqual(expect.any(Object));
  });

  it('has the packages that Node loaded, once for all files', () => {
    // Jest gives a `createRequire` of its own in the place of Node's.
    const { createRequire: nodes } = process.getBuiltinModule('node:module');
    expect(nodes).not.toBe(createRequire);
    expect(kafkajs).toBe(nodes(import.meta.url)('kafkajs'));
  });
});
