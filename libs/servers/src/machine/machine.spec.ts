import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, fillCache } from './cache.js';
import { programOnPath, run } from './command.js';
import { install } from './debian.js';
import type { Machine } from './machine.js';
import { freePort, isFree } from './port.js';

const folder = mkdtempSync(join(tmpdir(), 'machine-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const redisIsLacking = [{ program: 'redis-server', debianPackage: 'redis-server' }];

/** A machine whose PATH holds only these programs. */
function machineWith(programs: Readonly<Record<string, string>>): Machine & { readonly said: string[] } {
  const path = mkdtempSync(join(folder, 'path-'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, name), 0o755);
  }
  const said: string[] = [];
  return { environment: { PATH: path }, report: (sentence) => { said.push(sentence); }, said };
}

describe('what this machine has', () => {
  it('is found on the PATH, where it can be run', () => {
    const machine = machineWith({ mongod: 'true' });
    writeFileSync(join(folder, 'plain'), 'no program');
    expect(programOnPath('mongod', machine.environment)).toBe(join(machine.environment['PATH'] ?? '', 'mongod'));
    expect(programOnPath('plain', { PATH: folder })).toBeUndefined();
    expect(programOnPath('mongod', {})).toBeUndefined();
  });

  it('a program that is not there is a failure that says so, not a throw', async () => {
    expect(await run('no-such-program', [], {}, 1_000)).toEqual({ ok: false, text: expect.stringContaining('ENOENT') });
  });
});

describe('what this machine lacks', () => {
  it('is told with the way out where there is no apt-get', async () => {
    await expect(install(redisIsLacking, machineWith({}))).rejects.toThrow('This machine lacks redis-server; start Docker, or install them with the package client of this system');
  });

  it('is installed at once by root on Debian', async () => {
    if (process.getuid?.() !== 0) return;
    const asked = join(folder, 'asked');
    const machine = machineWith({ 'apt-get': `echo "$@" >> ${asked}` });
    await install([...redisIsLacking, { program: 'Maven', debianPackage: 'maven' }], machine);
    expect(machine.said).toEqual(['Installing maven, redis-server by apt-get (once)']);
    expect((await run('/bin/cat', [asked], {}, 1_000)).text).toMatch(/update\n.* install -y --no-install-recommends maven redis-server\n/);
  });

  it('is told with what apt-get said when that fails', async () => {
    if (process.getuid?.() !== 0) return;
    const machine = machineWith({ 'apt-get': 'echo "E: Unable to locate package redis-server" >&2; exit 100' });
    await expect(install(redisIsLacking, machine)).rejects.toThrow(/could not install redis-server: E: Unable to locate package/);
  });

  it('is nothing, and nothing happens', async () => {
    const machine = machineWith({ 'apt-get': 'exit 1' });
    await install([], machine);
    expect(machine.said).toEqual([]);
  });
});

describe('a download', () => {
  const environment = { XDG_CACHE_HOME: join(folder, 'cache') };

  it('is made once, and whole', async () => {
    let downloads = 0;
    const fill = async (own: string): Promise<void> => { downloads += 1; mkdirSync(join(own, 'inside')); };
    const first = await fillCache('broker', environment, fill);
    expect(await fillCache('broker', environment, fill)).toBe(first);
    expect(downloads).toBe(1);
    expect(existsSync(join(first, 'inside'))).toBe(true);
  });

  it('by two at once ends in one folder, and nothing is left over', async () => {
    const fill = async (own: string): Promise<void> => { writeFileSync(join(own, 'file'), own); await Promise.resolve(); };
    const [one, two] = await Promise.all([fillCache('twice', environment, fill), fillCache('twice', environment, fill)]);
    expect(one).toBe(two);
    expect(readdirSync(join(folder, 'cache', 'gongjiang')).filter((name) => name.includes('twice'))).toEqual(['twice']);
  });

  it('that breaks is never taken for a good one', async () => {
    await expect(fillCache('torn', environment, () => Promise.reject(new Error('the line broke')))).rejects.toThrow('the line broke');
    expect(cached('torn', environment)).toBeUndefined();
  });
});

describe('a free port', () => {
  it('is below those that outgoing connections take, and never given twice', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    expect(new Set(ports).size).toBe(50);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('is not one on which somebody listens', async () => {
    const port = await freePort();
    const listener = createServer();
    await new Promise<void>((resolve) => { listener.listen(port, '127.0.0.1', resolve); });
    expect(await isFree(port)).toBe(false);
    await new Promise((resolve) => { listener.close(resolve); });
    expect(await isFree(port)).toBe(true);
  });
});
