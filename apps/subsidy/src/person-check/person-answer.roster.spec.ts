import { beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeySync } from 'node:crypto';
import type { RegistryCheck } from '@gongjiang/contracts';
import type { CityCode } from '@gongjiang/kernel';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { JINHUA } from '../city/city.builders.js';
import type { RowsTaken } from '../import/roster.import.js';
import { factsNo, identityNumberNo } from '../person/person.builders.js';
import type { PersonStore } from '../person/person.store.js';
import type { PersonAnswer } from './person-answer.js';
import { answerColumns } from './person-answer.row.js';
import { answerRoster } from './person-answer.roster.js';
import { PersonAnswerStore } from './person-answer.store.js';
import { TODAY } from './person-check.builders.js';

const tokenizer = personTokenizer(derivedCityKeys(generateKeySync('hmac', { length: 256 })));
/** Persons 1 to 5 are on the registry. */
const persons = { facts: async (city: CityCode) => new Map([1, 2, 3, 4, 5].map((n) => [tokenizer.tokenOf(city, identityNumberNo(n)), factsNo(n)])) } as unknown as PersonStore;

class RememberedAnswers extends PersonAnswerStore {
  readonly taken: PersonAnswer[] = [];
  async take(_city: CityCode, answers: readonly PersonAnswer[]): Promise<void> { this.taken.push(...answers); }
  async standing() { return new Map(); }
}

describe('a file of answers', () => {
  let answers: RememberedAnswers;
  beforeEach(() => { answers = new RememberedAnswers(); });
  const row = (n: number, more: Record<string, string> = {}) => ({ identityNumber: identityNumberNo(n), month: '2026-11', answer: 'not-employed', answeredOn: TODAY, remark: 'not read', ...more });
  const take = (rows: readonly Record<string, string>[], check: RegistryCheck = 'employment'): Promise<RowsTaken> =>
    answerRoster({ city: JINHUA, check, today: TODAY, answers, persons, tokenizer }).take(rows.map((cells, at) => ({ line: at + 2, cells })), 'the-import');
  const problems = (taken: RowsTaken): readonly string[] => taken.problems.map(({ line, column, code }) => `${line} ${column} ${code}`);

  it('goes in by person and month, and names the file that it came by', async () => {
    expect(await take([row(1), row(2, { answer: 'employed', month: '2026-10' })])).toEqual({ taken: 2, unchanged: 0, problems: [] });
    expect(answers.taken).toEqual([
      { token: tokenizer.tokenOf(JINHUA, identityNumberNo(1)), check: 'employment', month: '2026-11', answer: 'not-employed', answeredOn: TODAY, by: 'file', source: 'the-import' },
      expect.objectContaining({ month: '2026-10', answer: 'employed' }),
    ]);
  });

  it('about deaths names no month', async () => {
    expect(answerColumns('death')).toEqual(['identityNumber', 'answer', 'answeredOn']);
    await take([row(1, { answer: 'dead' })], 'death');
    expect(answers.taken[0]).toMatchObject({ month: null, answer: 'dead' });
  });

  it.each<[string, Record<string, string>, string]>([
    ['a number with a wrong check character', { identityNumber: '330702196001010018' }, '2 identityNumber roster.identity-number'],
    ['a month that is none', { month: '2026-13' }, '2 month roster.no-month'],
    ['an answer to another check', { answer: 'dead' }, '2 answer roster.not-named'],
    ['no answer', { answer: '' }, '2 answer roster.not-named'],
    ['a day that is none', { answeredOn: '2026-02-30' }, '2 answeredOn roster.no-day'],
    ['a day that has not come', { answeredOn: '2026-11-03' }, '2 answeredOn roster.unfit'],
    ['somebody whom the registry does not know', { identityNumber: identityNumberNo(9) }, '2 identityNumber roster.person-unknown'],
  ])('does not take a row with %s', async (_what, more, problem) => {
    expect(problems(await take([row(1, more)]))).toEqual([problem]);
    expect(answers.taken).toEqual([]);
  });

  it('takes the first of two rows about the same, and says so of the second', async () => {
    expect(problems(await take([row(1), row(1, { answer: 'employed' }), row(1, { month: '2026-10' })]))).toEqual(['3 identityNumber roster.repeated']);
    expect(answers.taken.map(({ month, answer }) => [month, answer])).toEqual([['2026-11', 'not-employed'], ['2026-10', 'not-employed']]);
  });
});
