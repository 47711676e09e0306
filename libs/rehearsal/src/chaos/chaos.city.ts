import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cityCode, month, type CityCode } from '@gongjiang/kernel';
import { claimColumns } from '../sample/claim.rows.js';
import { cardNumberOf, creditCodeOf, identityNumberOf } from '../sample/codes.js';
import { PERSON_COLUMNS } from '../sample/person.rows.js';
import { JINHUA } from '../sample/regions.js';

export const CHAOS_PERIOD = month('2026-10');
export const CHAOS_PROGRAMME = 'post-allowance';
export const CHAOS_FUND = 'talent-special';
export const CHAOS_ENTITLEMENT = 'jinhua/7/post-allowance';
/** What each person is due in the month by the policy: written down here, and not asked of the engine. */
export const DUE_FEN = 60_000;
/** The most that a run has: so far apart are the persons of two runs. */
const MOST_PERSONS = 100_000;

/** A city that one run has for itself: nothing of another run is in its way. */
export interface RunCity { readonly code: CityCode; readonly account: string; readonly number: number }

/** The nth city of a platform. */
export function runCity(number: number): RunCity {
  const code = cityCode(String(400_000 + number));
  return { code, account: `${code}1000000000001`, number };
}

/** Its settings: a day of notice, a second approver always, and nothing that stands out at the gate. */
export async function writeCity(folder: string, { code, account }: RunCity): Promise<void> {
  await writeFile(join(folder, `${code}.yaml`), `code: "${code}"
name: { zh: 第${code}市, en: City ${code} }
pack: jinhua
firstMonth: "${CHAOS_PERIOD}"
programmes:
  - { id: ${CHAOS_PROGRAMME}, title: { zh: 津贴, en: Allowance }, fund: ${CHAOS_FUND}, entitlements: [${CHAOS_ENTITLEMENT}] }
personChecks: { death: { unanswered: pass, askRegistry: true } }
notice: { workingDays: 1, identityCharacters: 4, shows: [employer] }
approval: { secondApproverAboveFen: 1000 }
gate: { changeBasisPoints: 10000, heldBasisPoints: 10000 }
accountChange: { coolingDays: 1 }
clawback: { hearingWorkingDays: 1, appealWorkingDays: 1 }
debtorAccount: "${account}"
`);
}

/** Its rosters of persons and claims, as files. */
export async function writeRosters(folder: string, city: RunCity, persons: number): Promise<{ readonly persons: string; readonly claims: string }> {
  const people = Array.from({ length: persons }, (_, at) => city.number * MOST_PERSONS + at);
  const employer = creditCodeOf('330702', 1);
  const files = { persons: join(folder, `${city.code}-persons.csv`), claims: join(folder, `${city.code}-claims.csv`) };
  const rowOf = (nth: number): Readonly<Record<string, string>> => ({
    identityNumber: identityNumberOf(nth, '330702', 2026), name: nameOf(nth), accountHolder: nameOf(nth), bankAccount: cardNumberOf(nth), employerCreditCode: employer, employedFrom: '2020-01-01', employedUntil: '', district: '婺城区',
    certificateNumber: `own-${nth}`, occupationCode: '6-18-01-01', level: 'technician', occupationInShortage: 'true', employerPaysAllowance: 'true', firstMonth: CHAOS_PERIOD,
  });
  const csv = (columns: readonly string[]): string => [columns, ...people.map((nth) => columns.map((column) => rowOf(nth)[column] ?? ''))].map((cells) => cells.join(',')).join('\n');
  await writeFile(files.persons, csv(PERSON_COLUMNS));
  await writeFile(files.claims, csv(claimColumns(JINHUA)));
  return files;
}

function nameOf(nth: number): string {
  return `测试${nth % MOST_PERSONS}`;
}
