import type { RegistryCheck } from '@gongjiang/contracts';
import type { CityCode, Day } from '@gongjiang/kernel';
import type { PersonTokenizer } from '@gongjiang/security';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { RosterKind, RowsTaken } from '../import/roster.import.js';
import type { RosterRow, RowProblem } from '../import/roster.js';
import { rowProblems } from '../import/roster.problems.js';
import { pick } from '../person/person.roster.js';
import type { PersonStore } from '../person/person.store.js';
import { answerKey, type PersonAnswer } from './person-answer.js';
import { answerColumns, answerRowSchema } from './person-answer.row.js';
import type { PersonAnswerStore } from './person-answer.store.js';

/** What files of answers are read with. */
export interface AnswerRosterPorts {
  readonly answers: PersonAnswerStore;
  readonly persons: PersonStore;
  readonly tokenizer: PersonTokenizer;
  readonly cities: CityStore;
  readonly dates: BusinessDates;
}

export interface AnswerRosterParts extends Pick<AnswerRosterPorts, 'answers' | 'persons' | 'tokenizer'> {
  readonly city: CityCode;
  readonly check: RegistryCheck;
  /** The city's date: no answer is later. */
  readonly today: Day;
}

interface Numbered { readonly line: number; readonly answer: PersonAnswer }

/** A file in which an authority answers about the city's persons. It answers of nobody whom the registry does not know. */
export function answerRoster(parts: AnswerRosterParts): RosterKind {
  const schema = answerRowSchema(parts.check, parts.today);
  const columns = answerColumns(parts.check);
  const seen = new Set<string>();
  return {
    name: `person-checks.${parts.check}`,
    columns,
    async take(rows: readonly RosterRow[], source: string): Promise<RowsTaken> {
      const problems: RowProblem[] = [];
      const read: Numbered[] = [];
      for (const { line, cells } of rows) {
        const parsed = schema.safeParse(pick(cells, columns));
        if (!parsed.success) {
          problems.push(...rowProblems(line, parsed.error));
          continue;
        }
        const { identityNumber, ...said } = parsed.data;
        const answer: PersonAnswer = { ...said, token: parts.tokenizer.tokenOf(parts.city, identityNumber), check: parts.check, by: 'file', source };
        const key = answerKey(answer.token, parts.check, answer.month);
        if (seen.has(key)) problems.push({ line, column: 'identityNumber', code: 'roster.repeated' });
        else read.push({ line, answer });
        seen.add(key);
      }
      return takeKnown(parts, read, problems);
    },
  };
}

async function takeKnown({ city, persons, answers }: AnswerRosterParts, read: readonly Numbered[], problems: RowProblem[]): Promise<RowsTaken> {
  const known = await persons.facts(city, [...new Set(read.map(({ answer }) => answer.token))]);
  const good = read.filter(({ answer }) => known.has(answer.token));
  for (const { line, answer } of read) if (!known.has(answer.token)) problems.push({ line, column: 'identityNumber', code: 'roster.person-unknown' });
  await answers.take(city, good.map(({ answer }) => answer));
  return { taken: good.length, unchanged: 0, problems };
}
