import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
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
    expect(JSON.parse((await runPolicy(['coverage', 'wenzhou', '--json'])).stdout)).toMatchObject([{ pack: 'wenzhou', leftOut: [], notInSource: [] }]);
  });
  test('run the tests of one pack, or of all', async () => {
    expect(await runPolicy(['test', 'wenzhou'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✓ wenzhou/1/post-allowance') });
    expect((await runPolicy(['test'])).stdout).toMatch(/all \d{3} tests pass/);
  });
  test.each([['coverage'], ['test'], ['release']])('say of %s that there is no such pack', async (command) => {
    expect(await runPolicy([command, 'atlantis'])).toMatchObject({ exitCode: 2, stderr: 'there is no pack "atlantis"\n' });
  });
  test('a sentence left out of the clause map is named, with exit code 1', async () => {
    const packs = join(folder, 'packs');
    await runPolicy(['new', 'shili', '--packs', packs]);
    writeFileSync(join(packs, 'shili', '1.0.0', 'source.txt'), '请把文件全文放在这里（下面是示例）\n0.漏掉的一句。\n1.对新取得职业技能等级证书的，给予最高1500元的培训补贴，由就业补助资金列支。');
    const ran = await runPolicy(['coverage', '--packs', packs]);
    expect(ran).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('LEFT OUT: 0.漏掉的一句。') });
    expect(await runPolicy(['release', 'shili', '--packs', packs])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('the clause map and the source differ') });
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
