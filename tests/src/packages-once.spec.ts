import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const JEST = fileURLToPath(new URL('../../node_modules/.bin/jest', import.meta.url));

/** What `packages-once.runtime.cjs` promises to every test file. */
describe('a test file', () => {
  it('runs in the world of Node: what the file system throws is an Error to it', () => {
    let thrown: unknown;
    try { readFileSync('there/is/none'); } catch (error) { thrown = error; }
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toEqual(expect.any(Object));
  });

  it('shares packages with the file before it, and neither modules of ours nor the globals that one replaced', async () => {
    const files = { rootDir: `${ROOT}tests/fixtures/packages-once`, testMatch: ['**/world.mjs'], transform: {}, runtime: `${ROOT}tests/src/packages-once.runtime.cjs`, testEnvironmentOptions: { globalsCleanup: 'off' } };
    // One file twice: Jest takes it for a file of each project.
    const config = { projects: [{ ...files, displayName: 'first' }, { ...files, displayName: 'second' }] };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--experimental-vm-modules', '--no-warnings', JEST, '--runInBand', '--config', JSON.stringify(config)], { cwd: ROOT });
    expect(stdout).toMatch(/counted 1 times\n[^]*counted 2 times\n/);
    expect(stderr).toMatch(/Tests: +2 passed, 2 total/);
  });
});
