import type { CityCode } from '@gongjiang/kernel';
import type { EntitlementDescription } from '@gongjiang/policy';
import type { PersonTokenizer } from '@gongjiang/security';
import { grantIdOf } from '../grant/grant.js';
import { RepeatedKeys } from '../import/repeated-keys.js';
import type { RosterKind, RowsTaken } from '../import/roster.import.js';
import type { RosterRow, RowProblem } from '../import/roster.js';
import type { ClaimRequest } from './claim.js';
import { payeeTokenOf } from './claim.payee.js';
import { claimRows, periodOfClaim, type ClaimRow } from './claim.row.js';
import type { ClaimsBy, ClaimService } from './claim.service.js';

interface Numbered {
  readonly line: number;
  readonly request: ClaimRequest;
}

export interface ClaimRosterParts {
  readonly city: CityCode;
  readonly entitlement: EntitlementDescription;
  readonly claims: ClaimService;
  readonly tokenizer: PersonTokenizer;
  readonly by: ClaimsBy;
}

/** A roster of claims for one entitlement: a column for each fact that the clause asks for. */
export function claimRoster(parts: ClaimRosterParts): RosterKind {
  const reader = claimRows(parts.entitlement);
  const seen = new RepeatedKeys();
  return {
    name: `claims.${parts.entitlement.id.replaceAll('/', '-')}`,
    columns: reader.columns,
    lotsAtOnce: 2,
    async take(rows: readonly RosterRow[], source: string): Promise<RowsTaken> {
      const problems: RowProblem[] = [];
      const requests: Numbered[] = [];
      for (const row of rows) {
        const read = reader.read(row, problems);
        if (!read) continue;
        const request = requestOf(parts, read, source);
        const repeats = seen.firstLineOf(grantIdOf(request), row.line);
        if (repeats === undefined) requests.push({ line: row.line, request });
        else problems.push({ line: row.line, column: 'certificateNumber', code: 'roster.repeated', repeats });
      }
      return register(parts, requests, problems);
    },
  };
}

async function register(parts: ClaimRosterParts, requests: readonly Numbered[], problems: RowProblem[]): Promise<RowsTaken> {
  const persons = await parts.claims.personsOf(parts.city, requests.map(({ request }) => request.person));
  const known = requests.filter(({ request }) => persons.has(request.person));
  for (const { line, request } of requests) if (!persons.has(request.person)) problems.push({ line, column: 'identityNumber', code: 'roster.person-unknown' });
  const registered = await parts.claims.register(parts.city, known.map(({ request }) => request), { ...parts.by, persons });
  const contradicting = new Set(registered.contradicting);
  for (const { line, request } of known) if (contradicting.has(request)) problems.push({ line, column: 'certificateNumber', code: 'roster.claimed-otherwise' });
  return { taken: registered.decided.length + registered.again, unchanged: registered.unchanged.length - registered.again, problems };
}

function requestOf({ city, entitlement, tokenizer }: ClaimRosterParts, row: ClaimRow, source: string): ClaimRequest {
  return {
    city,
    person: payeeTokenOf(tokenizer, city, row.identityNumber),
    entitlement: entitlement.id,
    subject: row.certificateNumber,
    period: periodOfClaim(entitlement, row.firstMonth),
    facts: row.facts,
    origin: 'roster',
    source,
  };
}
