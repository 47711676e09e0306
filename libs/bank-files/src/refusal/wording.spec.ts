import { expect, test } from '@jest/globals';
import { BANK_FILE_CODES } from './bank-file.code.js';
import { BANK_FILE_WORDING, faultText } from './bank-file.wording.js';

test.each(BANK_FILE_CODES)('%s is said in Chinese and in English, with the same particulars', (code) => {
  const { zh, en } = BANK_FILE_WORDING[code];
  const particulars = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
  expect(zh).toMatch(/\p{Script=Han}/u);
  expect(en).toMatch(/^[\x20-\x7e“”]+$/);
  expect(particulars(zh)).toEqual(particulars(en));
});

test('a fault is a sentence', () => {
  const fault = { code: 'bank-file.too-long', details: { line: 7, endToEndId: 'GJ7', field: 'name', bytes: 122, limit: 120 } } as const;
  expect(faultText(fault, 'zh')).toBe('第 7 笔：name 为 122 字节，银行最多接收 120 字节');
  expect(faultText(fault, 'en')).toBe('Payment 7: name takes 122 bytes, the bank takes 120');
});
