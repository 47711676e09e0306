import type { MongoConnection } from '@gongjiang/persistence';
import type { BareBooks } from './bare.bank.js';
import type { Guards } from './bare.guards.js';
import { LINES_A_CHUNK, type BareBudget, type BareChunk, type BareInstruction, type BarePerson, type LedgerLine } from './bare.shapes.js';

const ENOUGH_FEN = 1_000_000_000_000;

export interface BareWorld {
  readonly persons: number;
  readonly funds: number;
  readonly cipher: Guards['cipher'];
}

/** Writes persons, chunks and budgets, slice by slice, in flat memory. Answers the money of all budgets together. */
export async function seedBare({ db }: MongoConnection, { persons, funds, cipher }: BareWorld): Promise<number> {
  await db.dropDatabase();
  await db.collection<BareBudget>('budgets').insertMany(Array.from({ length: funds }, (_, nth) => ({ _id: `fund-${nth}`, leftFen: ENOUGH_FEN })));
  await db.collection<BareChunk>('chunks').createIndexes([{ key: { state: 1 } }, { key: { published: 1 } }]);
  for (let from = 0; from < persons; from += LINES_A_CHUNK) {
    const before = Math.min(persons, from + LINES_A_CHUNK);
    const nth = from / LINES_A_CHUNK;
    await db.collection<BarePerson>('persons').insertMany(Array.from({ length: before - from }, (_, at) => personOf(from + at, cipher)));
    await db.collection<BareChunk>('chunks').insertOne({ _id: `chunk-${String(nth).padStart(6, '0')}`, state: 'waiting', from: idOf(from), before: idOf(before), fund: `fund-${nth % funds}` });
  }
  return ENOUGH_FEN * funds;
}

/** What does not add up between instructions, budgets, ledger and the bank: a yardstick that pays wrongly measures nothing. */
export async function bareFaults({ db }: MongoConnection, bank: BareBooks, { persons, budgetFen }: { readonly persons: number; readonly budgetFen: number }): Promise<readonly string[]> {
  const sumOf = async (name: string, field: string, match: object = {}): Promise<number> => {
    const [found] = await db.collection(name).aggregate<{ sum: number }>([{ $match: match }, { $group: { _id: null, sum: { $sum: field } } }]).toArray();
    return found?.sum ?? 0;
  };
  const settled = await db.collection<BareInstruction>('instructions').countDocuments({ state: 'SETTLED', bankRef: { $ne: null } });
  const [settledFen, spentFen, postedFen] = [await sumOf('instructions', '$amountFen'), budgetFen - (await sumOf('budgets', '$leftFen')), await sumOf('ledger', '$amountFen', { account: 'paid' })];
  const balance = await sumOf('ledger', '$amountFen');
  const postings = await db.collection<LedgerLine>('ledger').countDocuments();
  const faults: string[] = [];
  if (settled !== persons || postings !== 2 * persons) faults.push(`bare: ${settled} lines settled and ${postings} posted of ${persons}`);
  if (bank.payments !== persons || bank.twice !== 0) faults.push(`bare: the bank paid ${bank.payments} times, ${bank.twice} twice`);
  if (new Set([settledFen, spentFen, postedFen, bank.sumFen]).size !== 1 || balance !== 0) faults.push(`bare: settled ${settledFen}, spent ${spentFen}, posted ${postedFen}, at the bank ${bank.sumFen}, balance ${balance}`);
  return faults;
}

function idOf(nth: number): string {
  return `p${String(nth).padStart(9, '0')}`;
}

function personOf(nth: number, cipher: Guards['cipher']): BarePerson {
  const _id = idOf(nth);
  return {
    _id, name: cipher.seal(`Person ${nth}`, _id), identity: cipher.seal(`${330300199001000000 + nth}`, _id), account: cipher.seal(`62220000${String(nth).padStart(10, '0')}`, _id),
    level: nth % 4 === 0 ? 'senior-technician' : 'technician', employer: `employer-${nth % 997}`, employedFrom: '2020-01-01',
  };
}

/** What a line of the naive reference and of the bare pipeline is worth: the same rule. */
export const nthPerson = (nth: number): BarePerson => personOf(nth, { seal: (plain) => plain, open: (sealed) => sealed });
