import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runPolicy } from '../../fixtures/run-policy.js';

const folder = mkdtempSync(join(tmpdir(), 'gongjiang-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const request = {
  pack: 'jinhua',
  claims: [{ id: 'c1', entitlement: 'jinhua/12/cooperation-base', beneficiary: { kind: 'base', id: 'B1' }, period: '2026', facts: { highSkilledPlaced: 21 } }],
};

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('policy evaluate', () => {
  test('answers one request with one answer, as JSON only', async () => {
    const ran = await runPolicy(['evaluate', file('one.json', JSON.stringify(request))]);
    expect(ran).toMatchObject({ stderr: '', exitCode: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ decisions: [{ id: 'c1', outcome: 'granted', amountFen: 5_300_000, fund: 'talent-special', clause: 'jinhua/12', codes: [] }] });
  });
  test('answers an array with an array, in order', async () => {
    const ran = await runPolicy(['evaluate', file('two.json', JSON.stringify([request, { ...request, claims: [] }]))]);
    expect(JSON.parse(ran.stdout)).toMatchObject([{ decisions: [{ id: 'c1' }] }, { decisions: [] }]);
    expect(JSON.parse((await runPolicy(['evaluate', file('none.json', '[]')])).stdout)).toEqual([]);
  });
  test('reads a file that begins with a byte order mark', async () => {
    expect((await runPolicy(['evaluate', file('bom.json', `\uFEFF${JSON.stringify(request)}`)])).exitCode).toBe(0);
  });
  test.each([
    ['no JSON', '{"pack": "jinhua",\n "claims": [}', /no-JSON\.json:2:13: not JSON: /],
    ['a claim without an id', JSON.stringify([request, { ...request, claims: [{ ...request.claims[0], id: undefined }] }]), /a-claim-without-an-id\.json: \[1\]\.claims\[0\]\.id: a text is expected/],
    ['no claims', '{"pack": "jinhua"}', /no-claims\.json: claims: a list of claims is expected/],
    ['text', '"jinhua"', /text\.json: \(the whole\): /],
  ])('says of %s on stderr which file, place and reason, and nothing on stdout', async (name, text, message) => {
    const ran = await runPolicy(['evaluate', file(`${name.replaceAll(' ', '-')}.json`, text)]);
    expect(ran).toMatchObject({ stdout: '', exitCode: 2 });
    expect(ran.stderr).toMatch(message);
  });
  test('says that a file is in another encoding', async () => {
    const path = join(folder, 'gb18030.json');
    writeFileSync(path, Buffer.from([0x22, 0xb8, 0xdf, 0x22]));
    expect(await runPolicy(['evaluate', path])).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining('gb18030.json: not UTF-8') });
  });
  test('says that a file is not there', async () => {
    expect(await runPolicy(['evaluate', join(folder, 'nowhere.json')])).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining('nowhere.json: there is no such file') });
  });
  test('writes receipts where it is told to, and explains them', async () => {
    const receipts = join(folder, 'receipts');
    await runPolicy(['evaluate', file('one.json', JSON.stringify(request)), '--receipts', receipts]);
    const [name = ''] = readdirSync(receipts);
    const fromFile = await runPolicy(['explain', join(receipts, name), '--lang', 'en']);
    expect(fromFile.stdout).toContain('**53,000.00 yuan**');
    expect(fromFile.stdout).toContain(name.replace('.json', ''));
    const fromText = await runPolicy(['explain', readFileSync(join(receipts, name), 'utf8'), '--lang', 'en']);
    expect(fromText.stdout).toBe(fromFile.stdout);
  });
});

describe('policy explain', () => {
  test('says that a file is neither receipt nor request', async () => {
    const ran = await runPolicy(['explain', file('odd.json', '{"a": 1}')]);
    expect(ran).toMatchObject({ stdout: '', exitCode: 2 });
    expect(ran.stderr).toMatch(/odd\.json: claim: /);
  });
});

describe('policy coverage and policy test', () => {
  test('show every clause of the five sources, and none left out', async () => {
    const ran = await runPolicy(['coverage']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout.match(/, 0 遗漏 left out$/gm)).toHaveLength(5);
    for (const clause of Array.from({ length: 19 }, (_, at) => `jinhua/${at + 1}`)) expect(ran.stdout).toContain(`  ${clause}  `);
  });
  test('as JSON too', async () => {
    const [coverage] = JSON.parse((await runPolicy(['coverage', 'wenzhou', '--json'])).stdout) as { pack: string; characters: { source: number; mapped: number } }[];
    expect(coverage).toMatchObject({ pack: 'wenzhou', characters: { source: coverage?.characters.mapped } });
  });
  test('run the tests of one pack, or of all', async () => {
    expect(await runPolicy(['test', 'wenzhou'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✓ wenzhou/1/post-allowance') });
    expect((await runPolicy(['test'])).stdout).toMatch(/all \d{3} tests pass/);
  });
  test.each([['coverage'], ['test'], ['release']])('say of %s that there is no such pack', async (command) => {
    expect(await runPolicy([command, 'atlantis'])).toMatchObject({ exitCode: 2, stderr: 'there is no pack "atlantis"\n' });
  });
});

describe('policy coverage with the text of the source', () => {
  const packs = join(folder, 'packs');
  const other = join(folder, 'packs-to-fill-in');
  const TITLE = 'shili技能人才补贴办法（示例，自2026年1月1日起施行）\n';
  const CLAUSE = '一、初次考到等级证书，学费可报，上限1500元，用就业补助资金。';
  const beside = async (text: string, ...more: string[]) => await runPolicy(['coverage', 'shili', '--packs', packs, '--source', file('shili.txt', text), ...more]);

  beforeAll(async () => { await runPolicy(['new', 'shili', '--packs', packs]); });
  test('says that the map fits', async () => expect(await beside(TITLE + CLAUSE)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('the map fits the text') }));
  test('names a sentence that the map has no part for, with exit code 1', async () => {
    expect(await beside(`${TITLE}零、漏掉的一句。\n${CLAUSE}`)).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/shili\.txt:2: .*NOT IN THE MAP, shili\/1 第 1 段 part 1 .*“零、漏掉的一句。”/) });
  });
  test('names a sentence that reads otherwise, in words or as JSON', async () => {
    const altered = TITLE + CLAUSE.replace('1500', '2500');
    expect(await beside(altered)).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/shili\.txt:2: .*DIFFERS, shili\/1 第 1 段 part 1.*2500/) });
    expect(JSON.parse((await beside(altered, '--json')).stdout)).toMatchObject([{ differences: [{ kind: 'changed', at: { clause: 'shili/1', part: 1 }, line: 2 }] }]);
  });
  test('names a sentence that is gone', async () => expect(await beside(TITLE)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('GONE, shili/1') }));
  test('fills the map in where it is told to, once there is a line for each part', async () => {
    const altered = file('altered.txt', TITLE + CLAUSE.replace('1500', '2500'));
    const fill = async (source: string) => await runPolicy(['coverage', 'shili', '--packs', other, '--source', source, '--write']);
    await runPolicy(['new', 'shili', '--packs', other]);
    expect(await fill(file('title.txt', TITLE))).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there are 1 lines and 2 parts') });
    expect((await fill(altered)).exitCode).toBe(0);
    expect(await runPolicy(['coverage', 'shili', '--packs', other, '--source', altered])).toMatchObject({ exitCode: 0 });
  });
  test.each([
    ['no pack is named', ['--write', '--source', 'x.txt'], 'the pack and --source FILE are expected'],
    ['no file is named', ['jinhua', '--write'], 'the pack and --source FILE are expected'],
    ['the version was released', ['jinhua', '--write', '--source', 'x.txt'], 'jinhua@1.0.0: released, and never edited'],
    ['there is no such pack', ['atlantis', '--write', '--source', 'x.txt'], 'there is no pack "atlantis"'],
    ['one text is laid beside all packs', ['--source', 'x.txt'], 'name the pack whose source this is'],
  ])('is refused where %s', async (_, words, told) => {
    expect(await runPolicy(['coverage', ...words])).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining(told) });
  });
});

describe('policy new, diff and release', () => {
  test('a name that cannot be a folder and an id is refused, and so is one that is taken', async () => {
    expect(await runPolicy(['new', '../x', '--packs', folder])).toMatchObject({ exitCode: 2 });
    expect(await runPolicy(['new', 'jinhua'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is a pack already') });
  });
  test('a version that is not there is named with those that are', async () => {
    expect(await runPolicy(['diff', 'jinhua@1.0.0', 'jinhua@2.0.0'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('jinhua@1.0.0') });
  });
  test('a version says nothing new against itself', async () => {
    expect((await runPolicy(['diff', 'jinhua@1.0.0', 'jinhua@1.0.0'])).stdout.match(/（无 · none）/g)).toHaveLength(3);
  });
  test('a released version that was altered is refused', async () => {
    const packs = join(folder, 'released');
    await runPolicy(['new', 'shili', '--packs', packs]);
    expect((await runPolicy(['release', 'shili', '--packs', packs])).exitCode).toBe(0);
    const path = join(packs, 'shili', '1.0.0', 'entitlements.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('最高 1500 元', '最高 1500 元整'));
    expect(await runPolicy(['release', 'shili', '--packs', packs])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('shili@1.0.0: released, and altered since') });
  });
});
