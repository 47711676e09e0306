import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BANK_PROFILES_FOLDER, loadBankProfiles, readBankProfile } from './profiles.files.js';

const folder = mkdtempSync(join(tmpdir(), 'bank-profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const source = readFileSync(join(BANK_PROFILES_FOLDER, 'payroll-gb18030.yaml'), 'utf8');
function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('three profiles come with the platform', () => {
  expect([...loadBankProfiles()].map(([id, { kind }]) => [id, kind])).toEqual([['interface', 'interface'], ['iso20022', 'iso20022'], ['payroll-gb18030', 'delimited']]);
});

test('a profile may leave out what has a usual value', () => {
  const profile = readBankProfile(written('plain.yaml', 'kind: iso20022\nid: plain\ntitle: { zh: 银行, en: Bank }\n'));
  expect(profile).toEqual({ kind: 'iso20022', id: 'plain', title: { zh: '银行', en: 'Bank' }, limits: { rows: 2_000, bytes: 8 << 20 }, accounts: 'card-or-company', statementSummary: 'required' });
});

describe('a profile that would lose a payment between file and return stops the start, with the file and the reason', () => {
  test.each([
    ['no sum in the file', ['{ value: count }, { value: sum }]\nreturn', '{ value: count }]\nreturn'], ['{ value: count }, { value: sum }]\n  titles: shown\n  columns:\n    - { title: 序号, value: sequence }\n    - { title: 收款账号, value: account }\n    - { title: 收款户名, value: name, maxBytes', '{ value: count }]\n  titles: shown\n  columns:\n    - { title: 序号, value: sequence }\n    - { title: 收款账号, value: account }\n    - { title: 收款户名, value: name, maxBytes'], 'count and sum must stand in the header or the trailer'],
    ['no status in the return', ['    - { title: 处理结果, value: status }\n', ''], undefined, 'amount and status are needed'],
    ['one word for yes and for no', ['rejected: [失败]', 'rejected: [成功]'], undefined, 'a word stands for one status only'],
    ['a mark without its column', ['    - { title: 重复标志, value: repeat }\n', ''], undefined, 'return.repeatMark belongs to the column repeat'],
    ['two columns of one kind', ['value: purpose', 'value: name'], undefined, 'a value stands in one column only'],
    ['other banks unmarked', ['    - { title: 行别, value: bank-mark }\n', ''], undefined, 'bank-mark'],
    ['a key that nobody knows', ['accounts: card-or-company', 'acounts: card'], undefined, 'acounts'],
    ['a delimiter that is none', ['delimiter: "|"', 'delimiter: "陈"'], undefined, 'delimiter'],
    ['GBK', ['encoding: gb18030', 'encoding: gbk'], undefined, 'encoding'],
    ['a limit in fen', ['paymentYuan: "500000.00"', 'paymentYuan: 50000000'], undefined, 'paymentYuan'],
    ['a file name that leaves its folder', ['DF_{day}_{message}.txt', '../{message}.txt'], undefined, 'fileName'],
  ])('%s', (_, first, second, reason) => {
    let text = source;
    for (const [from, to] of [first, ...(second ? [second] : [])] as [string, string][]) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    const read = () => readBankProfile(written('payroll-gb18030.yaml', text));
    expect(read).toThrow(reason);
    expect(read).toThrow('payroll-gb18030.yaml');
  });

  test('a file that is not called as its id, one that is no YAML, one that would unfold without end', () => {
    expect(() => readBankProfile(written('other.yaml', source))).toThrow('must be called payroll-gb18030.yaml');
    expect(() => readBankProfile(written('broken.yaml', 'id: [')))
      .toThrow('broken.yaml');
    expect(() => readBankProfile(written('laughs.yaml', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n'))).toThrow('laughs.yaml');
    expect(() => readBankProfile(written('long.yaml', `# ${'x'.repeat(70_000)}\n`))).toThrow('65536 bytes');
  });
});
