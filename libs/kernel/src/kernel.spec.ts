import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays, addMonths, base32, merkleRoot, canonicalJson, day, dayOfWeek, fen, fenFromYuanText, isAccountNumber, isBankCardNumber, isDay,
  isIdentityNumber, isMonth, isUnifiedCreditCode, identityCheckCharacter, luhnCheckDigit, month, monthIndex, sumFen,
  yearsAfter, yuanText, creditCodeCheckCharacter,
} from './index.js';

describe('money', () => {
  test('yuan text reads back as the same fen', () => {
    fc.assert(fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), (amount) => fenFromYuanText(yuanText(fen(amount))) === fen(amount)));
  });
  test.each(['1.234', '1e3', '１', '', ' 1', '1,000', '--1'])('"%s" is no amount', (text) => expect(fenFromYuanText(text)).toBeUndefined());
  test('a fraction of a fen is no money', () => expect(() => fen(0.5)).toThrow(RangeError));
  test('a sum that can no longer be exact is refused', () => {
    expect(() => sumFen([fen(Number.MAX_SAFE_INTEGER), fen(1)])).toThrow(RangeError);
  });
});

describe('days and months', () => {
  test.each([['2024-02-29', '2027-02-28'], ['2024-02-29', '2028-02-29'], ['2023-02-28', '2026-02-28']])('%s some years on is %s', (from, to) => {
    expect(yearsAfter(day(from), Number(to.slice(0, 4)) - Number(from.slice(0, 4)))).toBe(to);
  });
  test.each(['2023-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-04-01', '2026-4-1', ''])('"%s" is no day', (text) => expect(isDay(text)).toBe(false));
  test('a text is a day where the calendar has it, and no sign of it may be another', () => {
    const nearly = fc.tuple(fc.integer({ min: -20000, max: 20000 }), fc.nat(9), fc.constantFrom('', '0', '9', '-', '/', ' ', '٣', 'x', '.'));
    fc.assert(fc.property(nearly, ([days, at, sign]) => {
      const right = new Date(Date.UTC(2026, 10, 21) + days * 86_400_000).toISOString().slice(0, 10);
      expect(isDay(right)).toBe(true);
      const other = right.slice(0, at) + sign + right.slice(at + 1);
      const judge = /^[1-9]\d{3}-\d\d-\d\d$/.test(other) && !Number.isNaN(Date.parse(`${other}T00:00:00Z`)) && new Date(`${other}T00:00:00Z`).toISOString().slice(0, 10) === other;
      expect(isDay(other)).toBe(judge);
    }), { numRuns: 1_000 });
  });
  test('days add up as the Gregorian calendar does', () => {
    fc.assert(fc.property(fc.integer({ min: -20000, max: 20000 }), (days) => {
      const judge = new Date(Date.UTC(2026, 10, 21) + days * 86_400_000);
      expect(addDays(day('2026-11-21'), days)).toBe(judge.toISOString().slice(0, 10));
      expect(dayOfWeek(day(judge.toISOString().slice(0, 10)))).toBe(judge.getUTCDay() === 0 ? 7 : judge.getUTCDay());
    }), { numRuns: 500 });
  });
  test('months add up over years', () => {
    fc.assert(fc.property(fc.integer({ min: -1000, max: 1000 }), (months) => {
      const there = addMonths(month('2026-11'), months);
      expect(isMonth(there)).toBe(true);
      expect(monthIndex(there) - monthIndex(month('2026-11'))).toBe(months);
    }));
  });
});

describe('codes', () => {
  test('the published example of an identity number holds', () => expect(isIdentityNumber('11010519491231002X')).toBe(true));
  test('the published example of a unified credit code holds', () => expect(isUnifiedCreditCode('91350100M000100Y43')).toBe(true));
  test('a changed digit of an identity number is found', () => {
    const digits = fc.tuple(fc.integer({ min: 100, max: 999 }), fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(fc.property(digits, ([order, at, shift]) => {
      const first17 = `33030219900101${order}`;
      const whole = first17 + identityCheckCharacter(first17);
      expect(isIdentityNumber(whole)).toBe(true);
      const changed = `${whole.slice(0, at)}${(Number(whole[at]) + shift) % 10}${whole.slice(at + 1)}`;
      expect(isIdentityNumber(changed)).toBe(false);
    }));
  });
  test('a sign that is no digit makes it no identity number', () => {
    fc.assert(fc.property(fc.nat(17), fc.constantFrom('x', ' ', '-', '١', ''), (at, sign) => {
      const [whole] = ['11010519491231002X'];
      expect(isIdentityNumber(whole.slice(0, at) + sign + whole.slice(at + 1))).toBe(false);
    }));
  });
  test.each(['01010519491231002X', '11010519490231002X', '11010519491331002X'])('%s is no identity number', (text) => {
    expect(isIdentityNumber(text.slice(0, 17) + identityCheckCharacter(text))).toBe(false);
  });
  test('the check character of a credit code is 0 where the sum divides by 31', () => {
    expect(creditCodeCheckCharacter('0'.repeat(17))).toBe('0');
  });
  test('bank card numbers carry a Luhn digit', () => {
    expect(isBankCardNumber('6222021234567890' + luhnCheckDigit('6222021234567890'))).toBe(true);
    expect(isBankCardNumber('62220212345678901')).toBe(luhnCheckDigit('6222021234567890') === '1');
  });
  test('an account is a card with its digit, or digits that are no card', () => {
    const card = '622202123456789' + luhnCheckDigit('622202123456789');
    const wrong = `${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`;
    expect([card, wrong, '1202020209900123456', '12345678', '1234567', '12 345678', ''].map(isAccountNumber)).toEqual([true, false, true, true, false, false, false]);
  });
});

describe('canonical JSON and ids', () => {
  test('the order of keys does not matter', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });
  test('what JSON cannot say is refused', () => expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError));
  test('base32 is that of RFC 4648', () => {
    const vectors = { '': '', f: 'my', fo: 'mzxq', foo: 'mzxw6', foob: 'mzxw6yq', fooba: 'mzxw6ytb', foobar: 'mzxw6ytboi' };
    // Whole groups of five bits alone: a rest of fewer is left away.
    for (const [text, spelt] of Object.entries(vectors)) {
      const whole = spelt.slice(0, Math.floor((text.length * 8) / 5));
      for (let length = 0; length <= 10; length += 1) expect([base32(Buffer.from(text), length), base32(text, length)]).toEqual([whole.slice(0, length), whole.slice(0, length)]);
    }
  });
});

describe('a Merkle root', () => {
  const leaves = fc.array(fc.string(), { minLength: 1, maxLength: 33 });
  test('changes with any leaf, with the order, and with a leaf left out', () => {
    fc.assert(fc.property(leaves, fc.nat(), (list, at) => {
      const index = at % list.length;
      expect(merkleRoot(list.with(index, `${list[index]}!`))).not.toBe(merkleRoot(list));
      expect(merkleRoot(list.toSpliced(index, 1))).not.toBe(merkleRoot(list));
    }));
  });
  test('cannot be had by passing an inner node off as a leaf', () => {
    expect(merkleRoot([merkleRoot(['a', 'b']), 'c'])).not.toBe(merkleRoot(['a', 'b', 'c']));
  });
});
