import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeEntitlement, type EntitlementDescription } from '@gongjiang/policy';
import { JINHUA } from '../city/city.builders.js';
import { allowanceRow } from '../claim/claim.builders.js';
import { claimRoster } from '../claim/claim.roster.js';
import { personNo, personRow } from '../person/person.builders.js';
import { personRoster } from '../person/person.roster.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import type { ImportStore } from './import.store.js';
import { csvOf, uploadOf } from './roster.builders.js';
import { importRoster, type RosterKind } from './roster.import.js';
import { ROSTER_LIMITS, type RosterReport } from './roster.js';

const ROWS = 2_300;
const BAD = new Set([7, 1_500, 2_299]);
const numbers = Array.from({ length: ROWS }, (_, n) => n + 1);

class Died extends Error {}
/** Lets so many steps be done; the process dies before the next, or behind it. */
interface Life { left: number; readonly after: boolean }

async function step<T>(life: Life, work: () => Promise<T>): Promise<T> {
  if (life.left === 0 && !life.after) throw new Died();
  const done = await work();
  if (life.left === 0) throw new Died();
  life.left -= 1;
  return done;
}

/** The store and the kind, each of whose steps may be the last. */
function mortal(imports: ImportStore, kind: RosterKind, life: Life): { imports: ImportStore; kind: RosterKind } {
  const store: Pick<ImportStore, 'find' | 'begin' | 'refuseRows' | 'finish' | 'refuseFile'> = {
    find: (city, id) => imports.find(city, id),
    refuseFile: (refused) => imports.refuseFile(refused),
    begin: (file) => step(life, () => imports.begin(file)),
    refuseRows: (begun, rows) => step(life, () => imports.refuseRows(begun, rows)),
    finish: (begun, report) => step(life, () => imports.finish(begun, report)),
  };
  return { imports: store as ImportStore, kind: { ...kind, take: (rows, source) => step(life, () => kind.take(rows, source)) } };
}

describe('an import that is interrupted', () => {
  let subsidy: TestSubsidy;
  let allowance: EntitlementDescription;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    allowance = describeEntitlement(subsidy.packs, 'jinhua/7/post-allowance') as EntitlementDescription;
  });
  beforeEach(() => subsidy.empty());
  afterAll(() => subsidy.close());

  const by = { actor: 'zhang', source: '10.0.0.7' };
  const rosters: readonly (readonly [string, () => Promise<{ kind: () => RosterKind; file: string }>])[] = [
    ['of persons', async () => ({ kind: () => personRoster({ ...subsidy, city: JINHUA }), file: csvOf(numbers.map((n) => personRow(n, BAD.has(n) ? { name: '' } : {}))) })],
    ['of claims', async () => {
      await subsidy.persons.save(numbers.map((n) => ({ ...personNo(n), token: subsidy.tokenizer.tokenOf(JINHUA, personNo(n).identity.identityNumber) })), 'tests');
      return { kind: () => claimRoster({ city: JINHUA, entitlement: allowance, claims: subsidy.claimService, tokenizer: subsidy.tokenizer, by }), file: csvOf(numbers.map((n) => allowanceRow(n, BAD.has(n) ? { level: 'x' } : {}))) };
    }],
  ];

  async function handIn(kind: RosterKind, file: string, life: Life): Promise<RosterReport> {
    const { imports, kind: mortalKind } = mortal(subsidy.imports, kind, life);
    const outcome = await importRoster(imports, JINHUA, mortalKind, uploadOf(file, 60_000), { format: 'csv', by });
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    return outcome.value.report;
  }

  /** What is there of it, but for times, seals and names that are drawn anew. */
  async function state(): Promise<unknown> {
    const { db } = subsidy.connection;
    const of = (collection: string): Promise<unknown> => db.collection(collection).find({}, { projection: { sealed: 0, at: 0, until: 0, mendUntil: 0, bundle: 0, 'recheck.at': 0 } }).sort({ _id: 1 }).toArray();
    const [imported] = await subsidy.imports.page(JINHUA, { after: null, limit: 1 });
    const mend = await subsidy.imports.mendFile(JINHUA, imported?.id ?? '', by);
    const lines: number[] = [];
    for await (const rows of mend?.rows() ?? []) lines.push(...rows.map(({ line }) => line));
    return { all: await Promise.all(['persons', 'claims', 'grants', 'imports', 'import_refused_rows'].map(of)), lines };
  }

  it.each(rosters)('%s after any of its steps ends, handed in again, as one that was not', async (_what, make) => {
    const { kind, file } = await make();
    const whole: Life = { left: 1_000, after: false };
    const report = await handIn(kind(), file, whole);
    const [steps, expected] = [1_000 - whole.left, await state()];
    expect(steps).toBeGreaterThanOrEqual(8);
    expect(report).toMatchObject({ rows: ROWS, taken: ROWS - BAD.size, refused: BAD.size });
    for (let dies = 0; dies < steps; dies += 1) {
      await subsidy.empty();
      await make();
      await expect(handIn(kind(), file, { left: dies, after: dies % 2 === 1 })).rejects.toThrow(Died);
      expect(await handIn(kind(), file, { left: 1_000, after: false })).toEqual({ ...report, mend: expect.anything() });
      expect(isDeepStrictEqual(await state(), expected)).toBe(true);
    }
  });

  it('leaves no lot under way, and no file behind: the next is taken as ever', async () => {
    const { kind, file } = await (rosters[0] as (typeof rosters)[number])[1]();
    for (let n = 0; n <= ROSTER_LIMITS.maxAtOnce; n += 1) await expect(handIn(kind(), file, { left: 1, after: false })).rejects.toThrow(Died);
    expect(await handIn(kind(), file, { left: 1_000, after: false })).toMatchObject({ rows: ROWS });
  });
});
