import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process-group.js';
import { startProcess } from './started-process.js';

const folder = mkdtempSync(join(tmpdir(), 'started-process-'));
const program = (name: string, text: string): string => {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, text);
  return file;
};

describe('a program started in a process of its own', () => {
  let service: string;
  beforeAll(() => { service = program('service', `console.error(process.env.COLOUR); console.log('{"msg":"listening http://127.0.0.1:4711"}'); setInterval(() => {}, 1000);`); });
  afterAll(() => { rmSync(folder, { recursive: true }); });

  it('is up when it says where it listens', async () => {
    const started = await startProcess(service, { environment: { COLOUR: 'vermilion' } });
    expect(started.url).toBe('http://127.0.0.1:4711');
    await started.stop();
    expect(started.logs()).toContain('vermilion');
    expect(isAlive(started.pid)).toBe(false);
    expect(await started.ended).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('is gone once a SIGKILL returns', async () => {
    const started = await startProcess(service);
    await started.kill('SIGKILL');
    expect(isAlive(started.pid)).toBe(false);
  });

  it('is ended even when it was frozen', async () => {
    const started = await startProcess(service);
    await started.kill('SIGSTOP');
    await started.stop();
    expect(isAlive(started.pid)).toBe(false);
  });

  it('that fails to start is reported with its own last words', async () => {
    const broken = program('broken', `console.error('GONGJIANG_KEY is missing'); process.exit(2);`);
    await expect(startProcess(broken)).rejects.toThrow(/ended with 2 before it was ready[^]*GONGJIANG_KEY is missing/);
  });

  it('that never becomes ready is ended', async () => {
    const pidFile = join(folder, 'mute.pid');
    const mute = program('mute', `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`);
    await expect(startProcess(mute, { readyWithinMs: 1_500 })).rejects.toThrow('not ready within 1500 ms');
    expect(existsSync(pidFile)).toBe(true);
  });
});
