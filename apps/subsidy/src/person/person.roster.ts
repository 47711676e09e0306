import type { CityCode } from '@gongjiang/kernel';
import type { PersonTokenizer, SameKindMatcher } from '@gongjiang/security';
import { RepeatedKeys } from '../import/repeated-keys.js';
import type { RosterKind, RowsTaken } from '../import/roster.import.js';
import type { RosterRow, RowProblem } from '../import/roster.js';
import type { Person } from './person.js';
import { recheckChanged, type RecheckPorts } from './person.recheck.js';
import { PERSON_ROWS, type PersonRow } from './person.row.js';
import type { OtherAccount, PersonStore } from './person.store.js';

export interface PersonRosterParts {
  readonly city: CityCode;
  readonly persons: PersonStore;
  readonly grants: RecheckPorts['grants'];
  readonly tokenizer: PersonTokenizer;
  readonly matcher: SameKindMatcher;
  /** Proposes another account of a payee whom the registry knows; without it a file's account holds. */
  readonly otherAccount?: OtherAccount;
}

/** The roster of a city's persons: identity, account, employment. A later file brings a person up to date. */
export function personRoster(parts: PersonRosterParts): RosterKind {
  const seen = new RepeatedKeys();
  return {
    name: 'persons',
    columns: PERSON_ROWS.columns,
    lotsAtOnce: 2,
    async take(rows: readonly RosterRow[], source: string): Promise<RowsTaken> {
      const good: Person[] = [];
      const problems: RowProblem[] = [];
      const lines = new Map<string, number>();
      for (const row of rows) {
        const read = PERSON_ROWS.read(row, problems);
        if (!read) continue;
        const person = personOf(parts, read);
        const repeats = seen.firstLineOf(person.token, row.line);
        lines.set(person.token, row.line);
        if (repeats === undefined) good.push(person);
        else problems.push({ line: row.line, column: 'identityNumber', code: 'roster.repeated', repeats });
      }
      await recheckChanged(parts, parts.city, good);
      const { saved, unchanged, refused } = await parts.persons.save(good, source, parts.otherAccount);
      for (const { token, code } of refused) problems.push({ line: lines.get(token) ?? 0, column: 'bankAccount', code });
      return { taken: saved, unchanged, problems };
    },
  };
}

function personOf({ city, tokenizer, matcher }: PersonRosterParts, row: PersonRow): Person {
  const { identityNumber, name, accountHolder, bankAccount, employerCreditCode, employedFrom, employedUntil, district } = row;
  return {
    city,
    token: tokenizer.tokenOf(city, identityNumber),
    kind: 'person',
    sameKindIndex: matcher.sameKindIndex(identityNumber),
    identity: { identityNumber, name, accountHolder, bankAccount },
    employment: { employerCreditCode, from: employedFrom, until: employedUntil },
    district,
  };
}

/** The columns that the roster has; others that a city keeps in its file are left where they are. */
export function pick(cells: Readonly<Record<string, string>>, columns: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const column of columns) picked[column] = cells[column] ?? '';
  return picked;
}
