import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BASE_WORDING } from './base.wording.js';
import { problemDocument } from './problem.js';
import { languageOf, say } from './wording.js';

describe('the language of an answer', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'zh'], ['', 'zh'], ['en', 'en'], ['en-GB,en;q=0.9', 'en'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['fr,en;q=0.5', 'en'], ['en;q=0.1,zh;q=0.2', 'zh'], ['en;q=0', 'zh'], ['*', 'zh'], ['EN', 'en'], [';;;,,', 'zh'], ['en;q=x', 'zh'],
  ])('for %s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  it('is one of the two, whatever the header', () => {
    fc.assert(fc.property(fc.string(), (header) => ['zh', 'en'].includes(languageOf(header))));
  });
});

describe('wording', () => {
  it('fills details in, and leaves alone what it was not given', () => {
    expect(say({ status: 409, zh: '', en: '{a} of {b} in {c}' }, 'en', { a: 1, b: '{c}' })).toBe('1 of {c} in {c}');
    expect(say({ status: 409, zh: '', en: '{constructor}' }, 'en', {})).toBe('{constructor}');
  });

  it('is found by own codes only', () => {
    expect(problemDocument({ code: 'toString' }, BASE_WORDING, 'en')).toBeUndefined();
  });

  it('names the same details in both languages', () => {
    const names = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const { zh, en } of Object.values(BASE_WORDING)) expect(names(zh)).toEqual(names(en));
  });
});
