import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChunkMonth, PAID_ON } from '../chunk/chunk.fixture.js';
import { JINHUA } from '../city/city.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { askBank, atBank, declareRestore, ForgetfulBank, lift, readToDayAfter } from './restore.fixture.js';

/** The months are of the same persons; the first is paid in small chunks, of which the restored service knows nothing. */
class KeepingBank extends ForgetfulBank {
  override reset(): void {
    // The bank's books outlive whatever happens to the service.
  }
}

const CHUNKS = 3;

describe('a month that was paid whole, and of which not even the calculation is known any more', () => {
  const bank = new KeepingBank();
  const seen = {} as { messages: number; paid: readonly string[]; unknown: readonly string[]; lifted: string };
  let subsidy: TestSubsidy;
  let month: ChunkMonth;
  beforeAll(async () => {
    subsidy = atBank(await testSubsidy(), bank);
    await payInSmallChunks();
    // What was put back is older than the batch: the same month is planned, in one chunk.
    month = await ChunkMonth.planned(subsidy);
    await declareRestore(subsidy);
    await readToDayAfter(subsidy);
    seen.unknown = (await cases('open')).map(({ mismatch }) => mismatch.kind);
    await askBank(subsidy);
    seen.lifted = await lift(subsidy);
    await month.calculate();
    await month.release();
    await month.disburse();
    await readToDayAfter(subsidy);
  });
  afterAll(() => subsidy.close());

  const cases = (status: 'open' | 'resolved') => subsidy.cases.page(JINHUA, { status, after: null, limit: 20 });

  async function payInSmallChunks(): Promise<void> {
    const before = await ChunkMonth.planned({ ...subsidy, linesAChunk: 2 });
    for (let n = 1; n <= CHUNKS; n += 1) await before.calculate(undefined, n);
    await before.release(CHUNKS);
    for (let n = 1; n <= CHUNKS; n += 1) await before.disburse(undefined, n);
    bank.stateAllOn(PAID_ON);
    Object.assign(seen, { messages: bank.messages.length, paid: [...bank.paid] });
  }

  it('has a case for each payment that it knows nothing of', () => {
    expect(seen.messages).toBeGreaterThan(1);
    expect(seen.unknown).toEqual(seen.paid.map(() => 'unknown-id'));
  });

  it('pays none of it again when it is calculated and released anew in other chunks, though the bank would', async () => {
    expect([seen.lifted, (await month.chunk()).phase]).toEqual(['running', 'settled']);
    expect([bank.paid, bank.messages.length]).toEqual([seen.paid, seen.messages]);
  });

  it('settles each line on the day that the bank booked it, and the cases end by themselves', async () => {
    const items = await subsidy.items.ofChunk((await month.chunk()).id);
    expect(items.map(({ state, bookedOn }) => `${state} ${bookedOn}`)).toEqual(seen.paid.map(() => `settled ${PAID_ON}`));
    expect(await cases('open')).toEqual([]);
    expect((await cases('resolved')).map((found) => (found.status === 'resolved' ? found.resolution.outcome : ''))).toEqual(seen.paid.map(() => 'adopted'));
  });
});
