import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { cityCode, identityCheckCharacter, isPersonToken } from '@gongjiang/kernel';
import fc from 'fast-check';
import { cityKey, derivedCityKeys, givenCityKeys } from './city-keys.js';
import { maskAccount, maskIdentityNumber, maskName } from './masking.js';
import { personTokenizer, sameKindMatcher } from './person-tokenizer.js';

const wenzhou = cityCode('330300');
const jinhua = cityCode('330700');
const root = createSecretKey(Buffer.alloc(32, 1));
const tokenizer = personTokenizer(derivedCityKeys(root));
const identityNumber = fc.tuple(fc.integer({ min: 110000, max: 659999 }), fc.integer({ min: 1940, max: 2010 }), fc.integer({ min: 0, max: 999 }))
  .map(([place, year, serial]) => `${place}${year}0101${String(serial).padStart(3, '0')}`).map((first) => first + identityCheckCharacter(first));

describe('a person\'s token', () => {
  it('is the same in every service that holds the city\'s key', () => {
    const elsewhere = personTokenizer(givenCityKeys(new Map([[wenzhou, cityKey(root, wenzhou)]])));
    fc.assert(fc.property(identityNumber, (number) => elsewhere.tokenOf(wenzhou, number) === tokenizer.tokenOf(wenzhou, number)));
  });

  it('differs from city to city and from installation to installation', () => {
    const other = personTokenizer(derivedCityKeys(createSecretKey(randomBytes(32))));
    fc.assert(fc.property(identityNumber, (number) => {
      const tokens = [tokenizer.tokenOf(wenzhou, number), tokenizer.tokenOf(jinhua, number), other.tokenOf(wenzhou, number)];
      expect(new Set(tokens).size).toBe(3);
      expect(tokens.every(isPersonToken)).toBe(true);
    }));
  });

  it('differs from person to person', () => {
    fc.assert(fc.property(identityNumber, identityNumber, (one, two) => one === two || tokenizer.tokenOf(wenzhou, one) !== tokenizer.tokenOf(wenzhou, two)));
  });

  it('is not made for a city whose key is not held', () => {
    expect(() => personTokenizer(givenCityKeys(new Map())).tokenOf(wenzhou, '11010519491231002X')).toThrow('holds no person-token key of city 330300');
  });

  it('is not made of what is no identity number, and the error does not show it', () => {
    expect(() => tokenizer.tokenOf(wenzhou, '110105194912310021')).toThrow(/^No identity number \(not shown\)/);
    expect(() => tokenizer.tokenOf(wenzhou, '11010519491231002x')).toThrow('No identity number');
  });
});

describe('an organisation\'s token', () => {
  const code = '91350100M000100Y43';

  it('is a token like a person\'s, of its own in each city', () => {
    const tokens = [wenzhou, jinhua].map((city) => tokenizer.organisationTokenOf(city, code));
    expect(tokens.every(isPersonToken)).toBe(true);
    expect(new Set(tokens).size).toBe(2);
  });

  it('is not made of what is no credit code, nor a person\'s of one', () => {
    expect(() => tokenizer.organisationTokenOf(wenzhou, '91350100M000100Y44')).toThrow('No unified social credit code');
    expect(() => tokenizer.tokenOf(wenzhou, code)).toThrow('No identity number');
    expect(() => sameKindMatcher(root).organisationIndex('110105194912310021')).toThrow('No unified social credit code');
  });
});

describe('the same-kind index', () => {
  const matcher = sameKindMatcher(createSecretKey(Buffer.alloc(32, 2)));

  it('is the same whichever city asks, and tells nothing of the token', () => {
    fc.assert(fc.property(identityNumber, (number) => {
      expect(matcher.sameKindIndex(number)).toBe(sameKindMatcher(createSecretKey(Buffer.alloc(32, 2))).sameKindIndex(number));
      expect(tokenizer.tokenOf(wenzhou, number)).not.toContain(matcher.sameKindIndex(number));
    }));
  });
});

describe('masks', () => {
  it.each([
    ['张三', '张*'], ['张小三', '张**'], ['欧阳', '欧*'], ['欧阳修', '欧阳*'], ['司马相如', '司马**'], ['𠮷田', '𠮷*'], [' 王五 ', '王*'],
    ['阿卜杜拉·买买提', '阿*******'], ['Li Lei', 'L*****'], ['张', '*'], ['', ''],
  ])('the name %s is shown as %s', (name, shown) => {
    expect(maskName(name)).toBe(shown);
  });

  it.each([['330302199001011234', '330***********1234'], ['330302900101123', '330********1123'], ['1234', '****'], ['', '']])('the identity number %s is shown as %s', (number, shown) => {
    expect(maskIdentityNumber(number)).toBe(shown);
  });

  it.each([['6228480402564890018', '***************0018'], ['12345678', '****5678'], ['1234567', '*******'], ['', '']])('the account %s is shown as %s', (account, shown) => {
    expect(maskAccount(account)).toBe(shown);
  });

  it('never show more than seven characters of a number, or more than the surname of a name', () => {
    const shown = (text: string): number => [...text].filter((character) => character !== '*').length;
    fc.assert(fc.property(fc.stringMatching(/^\d{0,40}$/), (digits) => shown(maskIdentityNumber(digits)) <= 7 && shown(maskAccount(digits)) <= 4));
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => shown(maskName(name)) <= 2));
  });
});
