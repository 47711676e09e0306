import { describe, expect, it } from '@jest/globals';
import { holdsPersonalNumber, maskPersonalNumbers } from './personal-numbers.js';

describe('personal numbers in running text', () => {
  it.each([
    ['11010519491231002X', '***002X'],
    ['person 11010519491231002x was refused', 'person ***002x was refused'],
    ['{"to":"6222021234567890127"}', '{"to":"6222021234567890127"}'],
    ['to 6222020200112233445', 'to 6222020200112233445'],
    ['card 6228480402564890018 of the payee', 'card ***0018 of the payee'],
    ['卡号6228480402564890018，姓名', '卡号***0018，姓名'],
  ])('%s', (text, masked) => {
    expect(maskPersonalNumbers(text)).toBe(masked);
    expect(holdsPersonalNumber(text)).toBe(text !== masked);
  });

  it('leaves amounts, hashes, moments and ids alone', () => {
    const text = 'sha 4f11010519491231002Xab 1762156800000 330300-2026-11-0001 99999999999999999 2026-11-03T00:00:00Z';
    expect(maskPersonalNumbers(text)).toBe(text);
  });
});
