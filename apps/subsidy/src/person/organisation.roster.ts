import type { RosterKind, RowsTaken } from '../import/roster.import.js';
import type { RosterRow, RowProblem } from '../import/roster.js';
import { ORGANISATION_ROWS, type OrganisationRow } from './organisation.row.js';
import type { Person } from './person.js';
import type { PersonRosterParts } from './person.roster.js';

/** The roster of a city's organisations: enterprises, institutions and bases, with their accounts. A later file brings them up to date. */
export function organisationRoster(parts: Omit<PersonRosterParts, 'grants'>): RosterKind {
  const seen = new Set<string>();
  return {
    name: 'organisations',
    columns: ORGANISATION_ROWS.columns,
    async take(rows: readonly RosterRow[], source: string): Promise<RowsTaken> {
      const good: Person[] = [];
      const problems: RowProblem[] = [];
      const lines = new Map<string, number>();
      for (const row of rows) {
        const read = ORGANISATION_ROWS.read(row, problems);
        if (!read) continue;
        if (seen.has(read.creditCode)) problems.push({ line: row.line, column: 'creditCode', code: 'roster.repeated' });
        else {
          const organisation = organisationOf(parts, read);
          lines.set(organisation.token, row.line);
          good.push(organisation);
        }
        seen.add(read.creditCode);
      }
      const { saved, unchanged, refused } = await parts.persons.save(good, source, parts.otherAccount);
      for (const { token, code } of refused) problems.push({ line: lines.get(token) ?? 0, column: 'bankAccount', code });
      return { taken: saved, unchanged, problems };
    },
  };
}

function organisationOf({ city, tokenizer, matcher }: Omit<PersonRosterParts, 'grants'>, row: OrganisationRow): Person {
  const { creditCode, kind, name, accountHolder, bankAccount, district } = row;
  return {
    city,
    token: tokenizer.organisationTokenOf(city, creditCode),
    kind,
    sameKindIndex: matcher.organisationIndex(creditCode),
    identity: { identityNumber: creditCode, name, accountHolder, bankAccount },
    employment: null,
    district,
  };
}
