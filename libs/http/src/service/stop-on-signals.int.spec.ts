import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';

/** As services run: the built library under Node, in a process of its own. */
function started(close: string, limitMs: number): { child: ChildProcess; says: () => Promise<string> } {
  const program = `
    import { stopOnSignals } from '@gongjiang/http';
    import { createService, listenOnLoopback } from '@gongjiang/http/nest';
    import { Module } from '@nestjs/common';
    class Empty {}
    Module({})(Empty);
    const app = await createService(Empty, { serviceName: 'empty', wording: {}, logger: { log() {}, warn() {}, error() {} } });
    stopOnSignals({ close: async () => { ${close} } }, ${limitMs});
    await listenOnLoopback(app, 0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: new URL('../..', import.meta.url), stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  return { child, says: async () => { while (!said.includes('\n')) await once(child.stdout, 'data'); return said; } };
}

describe('a service told to stop', () => {
  let child: ChildProcess | undefined;
  afterEach(() => { child?.kill('SIGKILL'); });
  const codeAfter = async (close: string, signals: readonly NodeJS.Signals[], limitMs = 5_000): Promise<unknown> => {
    const service = started(close, limitMs);
    child = service.child;
    expect(await service.says()).toMatch(/^listening http:\/\/127\.0\.0\.1:\d+\n$/);
    const end = once(service.child, 'exit');
    for (const signal of signals) service.child.kill(signal);
    return (await end)[0];
  };

  it('closes and ends in good order', async () => {
    expect(await codeAfter('await app.close();', ['SIGTERM'])).toBe(0);
    expect(await codeAfter('await app.close();', ['SIGINT'])).toBe(0);
  });

  it('says that it did not close well', async () => {
    expect(await codeAfter('await app.close(); throw new Error("outbox not empty");', ['SIGTERM'])).toBe(1);
  });

  it('ends all the same when closing takes longer than the limit', async () => {
    expect(await codeAfter('await new Promise(() => undefined);', ['SIGTERM'], 100)).toBe(1);
  });

  it('ends at once when told a second time', async () => {
    expect(await codeAfter('await new Promise(() => undefined);', ['SIGTERM', 'SIGINT'], 60_000)).toBe(1);
  });
});
