import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { runPolicy } from '../../fixtures/run-policy.js';

const folder = mkdtempSync(join(tmpdir(), 'gongjiang-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Block { readonly info: string; readonly text: string }

const guide = readFileSync(new URL('../../../../docs/policy/guide.md', import.meta.url), 'utf8');
const blocks: Block[] = [...guide.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(([, info = '', text = '']) => ({ info, text }));

/** The guide is read from top to bottom as a clerk does it: files are written, commands run, and what it shows must come. */
describe('the guide for a clerk', () => {
  test('does what it says', async () => {
    for (const block of blocks) await follow(block);
    expect(blocks.filter(({ info }) => info === 'console').length).toBeGreaterThanOrEqual(6);
  });
});

async function follow({ info, text }: Block): Promise<void> {
  const file = /file=(\S+)/.exec(info)?.[1];
  if (file !== undefined) return write(file, text);
  if (info.startsWith('fault ')) return showsFault(info, text);
  if (info.startsWith('change ')) return change(info, text);
  if (info !== 'console') return;
  const [command = '', ...shown] = text.split('\n');
  const { stdout, stderr } = await runPolicy(argumentsOf(command));
  expectShown(stdout === '' ? stderr : stdout, shown.join('\n'));
}

function write(file: string, text: string): void {
  const path = join(folder, file.startsWith('shili/') ? join('my-packs', file) : file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Files of the page lie in a folder of their own; `my-packs` is there too. */
function argumentsOf(command: string): string[] {
  const words = command.replace(/^\$ policy /, '').split(' ');
  mkdirSync(join(folder, 'my-packs'), { recursive: true });
  return words.map((word) => (word === 'my-packs' || word.endsWith('.json') || word.endsWith('.yaml') || word.endsWith('.txt') ? join(folder, word) : word));
}

/** `…` in the page stands for what differs from machine to machine and version to version; as the first line, for what was shown before. */
function expectShown(came: string, shown: string): void {
  const isTail = shown.startsWith('…\n');
  const lines = (isTail ? shown.slice(2) : shown).trim();
  const pattern = lines.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^\n]*');
  expect(came.replaceAll(`${folder}/`, '').trim()).toMatch(new RegExp(`${isTail ? '\n' : '^'}${pattern}$`));
}

async function showsFault(info: string, shown: string): Promise<void> {
  const [, from = '', to = '', file = ''] = /from="([^"]+)" to="([^"]+)" in=(\S+)/.exec(info) ?? [];
  const path = join(folder, 'my-packs', file);
  const good = readFileSync(path, 'utf8');
  writeFileSync(path, good.replace(from, to));
  const { stderr, exitCode } = await runPolicy(['test', '--packs', join(folder, 'my-packs')]);
  writeFileSync(path, good);
  expect(exitCode).toBe(2);
  expectShown(stderr, shown);
}

function change(info: string, text: string): void {
  const [, from = '', to = ''] = /from=(\S+) to=(\S+)/.exec(info) ?? [];
  cpSync(join(folder, 'my-packs', from), join(folder, 'my-packs', to), { recursive: true });
  for (const line of text.trim().split('\n')) {
    const [, file = '', before = '', after = ''] = /^(\S+): (.+) => (.+)$/.exec(line) ?? [];
    const path = join(folder, 'my-packs', to, file);
    const old = readFileSync(path, 'utf8');
    const [was, now] = [before.replaceAll('\\n', '\n'), after.replaceAll('\\n', '\n')];
    expect(old).toContain(was);
    writeFileSync(path, old.replace(was, now));
  }
}
