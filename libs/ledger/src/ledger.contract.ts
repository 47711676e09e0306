import { cityCode, day, fen, type Year } from '@gongjiang/kernel';
import { accountOf } from './account.js';
import { balancesByPlace } from './balance.js';
import type { LedgerStore } from './ledger.store.js';
import { movement, type Posting } from './posting.js';

/** What every adapter of the journal must do; each test is a claim and a check that throws when it does not hold. */
export const LEDGER_CONTRACT: readonly { readonly claim: string; readonly holds: (store: LedgerStore) => Promise<void> }[] = [
  {
    claim: 'a posting made twice counts once',
    async holds(store) {
      await store.post([reservation('a', 500)]);
      await store.post([reservation('a', 500), reservation('b', 200)]);
      expectEqual(balancesByPlace(await store.turnovers(CITY)).reserved, 700);
    },
  },
  {
    claim: 'a posting that does not balance is refused and leaves nothing',
    async holds(store) {
      const broken: Posting = { ...reservation('c', 500), lines: reservation('c', 500).lines.slice(0, 1) };
      await expectThrows(() => store.post([broken]));
      expectEqual((await store.turnovers(CITY)).length, 0);
    },
  },
  {
    claim: 'one batch is told from another, and one city from another',
    async holds(store) {
      await store.post([reservation('a', 500), { ...reservation('b', 200), batchId: 'other' }]);
      expectEqual(balancesByPlace(await store.turnovers(CITY, 'batch')).reserved, 500);
      expectEqual((await store.turnovers(cityCode('330700'))).length, 0);
    },
  },
  {
    claim: 'an account is summed by batch and kind, and a batch\'s postings by themselves',
    async holds(store) {
      await store.post([reservation('a', 500), reservation('b', 200), { ...reservation('c', 40), batchId: 'other' }, { ...reservation('d', 3), kind: 'oblige' }]);
      const reserved = (await store.sums(CITY)).filter(({ account }) => account.endsWith('/reserved')).map(({ batchId, kind, debitFen }) => `${batchId} ${kind} ${debitFen}`);
      expectEqual(Number(JSON.stringify(reserved.sort()) === JSON.stringify(['batch oblige 3', 'batch reserve 700', 'other reserve 40'])), 1);
      expectEqual((await store.postedOf(CITY, 'batch')).reduce((sum, { amountFen }) => sum + amountFen, 0), 703);
      expectEqual((await store.sums(cityCode('330700'))).length + (await store.unbalanced(CITY, 10)).length, 0);
    },
  },
];

const CITY = cityCode('330300');
const FUND = { city: CITY, fund: 'talent-special', year: '2026' as Year };

function reservation(id: string, amount: number): Posting {
  return {
    id, city: CITY, kind: 'reserve', batchId: 'batch', chunkId: null, businessDate: day('2026-11-02'),
    lines: movement(fen(amount), accountOf(FUND, 'available'), accountOf(FUND, 'reserved')),
  };
}

function expectEqual(actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`expected ${expected}, found ${actual}`);
}

async function expectThrows(act: () => Promise<void>): Promise<void> {
  const thrown = await act().then(() => false, () => true);
  if (!thrown) throw new Error('expected a refusal');
}
