import { cityCode, fen, merkleRoot, sha256Hex, type CityCode } from '@gongjiang/kernel';
import { inTransaction } from '@gongjiang/persistence';
import { auditBlocks } from '@gongjiang/security';
import { startProcess } from '@gongjiang/testing';
import type { TestSubsidy } from '../subsidy.fixture.js';

/** A city of its own for each case: one verification then looks at them all. */
export function cityNo(n: number): CityCode {
  return cityCode(String(510_100 + n));
}

export function chunkIdOfCity(city: CityCode): string {
  return `${city}.x.2026-11.1-0001-000001`;
}

/** The receipts of a city's one chunk. */
export function receiptsOf(city: CityCode): { readonly id: string; readonly json: string }[] {
  return [1, 2, 3, 4].map((line) => JSON.stringify({ city, line })).map((json) => ({ id: sha256Hex(json), json }));
}

/** A chain of three blocks with three entries each; a calculated chunk is in the first. */
export async function sealedChain(subsidy: TestSubsidy, city: CityCode): Promise<void> {
  await calculatedChunk(subsidy, city);
  for (let block = 1; block <= 3; block += 1) {
    const entries = [1, 2, 3].map((n) => ({
      id: `${city}/${block}/${n}`, city, at: `2026-11-0${block}T01:02:0${n}.000Z`, actorId: 'zhang', kind: 'batch.submitted', object: `b${n}`, outcome: 'done', source: '10.0.0.7', details: { lines: n },
    }));
    await inTransaction(subsidy.connection, (session) => subsidy.audit.append(session, entries));
    await subsidy.auditChain.sealer.sealNext(city);
  }
}

async function calculatedChunk({ chunks }: TestSubsidy, city: CityCode): Promise<void> {
  const [id, receipts] = [chunkIdOfCity(city), receiptsOf(city)];
  const none = { lines: 0, amountFen: fen(0) };
  const totals = { ...none, offset: none, overpaid: none, carried: none, monthOnMonth: { fresh: none, same: none, changed: none }, late: none, raised: none, repeatedLines: 0, heldLines: 0, byEntitlement: [], heldByCode: {}, receiptsRoot: merkleRoot(receipts.map((receipt) => receipt.id)) };
  await chunks.plan([{ phase: 'planned', id, city, batchId: `${city}.x.2026-11.1`, run: 1, number: 1, carriedFrom: null, grantIds: [], rechecks: {}, itemIds: [] }]);
  await chunks.keepDecisions(id, { totals, results: [{ lines: [], held: [], receipts: receipts.slice(0, 2) }, { lines: [], held: [], receipts: receipts.slice(2) }] });
  await chunks.toCalculated(id, totals);
}

/** What `audit verify` found, by city; and how it ended. */
export interface Verdict {
  readonly code: number | null;
  readonly found: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
}

/** Runs the command as an auditor would. */
export async function auditVerify({ config }: TestSubsidy, ...args: readonly string[]): Promise<Verdict> {
  const verifier = await startProcess('apps/cli/dist/main.js', { args: ['audit', 'verify', '--database', config.GONGJIANG_SUBSIDY_DATABASE, ...args], readyLine: /./ });
  const { code } = await verifier.ended;
  const text = verifier.logs();
  const found = new Map<string, string[]>();
  for (const [, city = '', what = ''] of text.matchAll(/^✗ (\d{6}) (\S+)/gm)) found.set(city, [...(found.get(city) ?? []), what]);
  return { code, found, text };
}

/** The heads as a third party noted them down. */
export async function headsOf({ connection }: TestSubsidy): Promise<string> {
  const blocks = await auditBlocks(connection.db).find().sort({ _id: 1 }).toArray();
  return blocks.map(({ city, number, head }) => JSON.stringify({ city, number, head })).join('\n');
}
