import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import { batchIn } from '../batch/batch.builders.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { cityOf, JINHUA, WENZHOU } from '../city/city.builders.js';
import { itemNo } from '../item/item.builders.js';
import { MissingLines } from '../statement/statement.missing.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import type { By } from '../shared/by.js';
import { CaseService, type CaseAnswer } from './case.service.js';

const by = (actor: string): By => ({ city: JINHUA, actor, on: day('2026-11-24'), source: '10.0.0.7' });
const codeOf = (answer: CaseAnswer): string => (answer.ok ? answer.value.status : answer.refusal.code);
const account = cityOf().debtorAccount;

describe('a case of the reconciliation', () => {
  let subsidy: TestSubsidy;
  let service: CaseService;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    service = new CaseService(subsidy.cases, subsidy.changes);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    await subsidy.statements.openCases(['c', 'a', 'b'].map((id, n) => ({
      id, city: JINHUA, account, day: day(`2026-11-2${n}`), status: 'open', mismatch: { kind: 'unknown-id', entryReference: id, endToEndId: 'GJx', bookedFen: fen(1), expectedFen: null },
    })));
  });

  it('comes with the oldest first, page by page', async () => {
    const first = await subsidy.cases.page(JINHUA, { status: null, after: null, limit: 2 });
    expect(first.map(({ id }) => id)).toEqual(['c', 'a']);
    const rest = await subsidy.cases.page(JINHUA, { status: 'open', after: { day: first[1]?.day ?? day('2026-01-01'), id: 'a' }, limit: 2 });
    expect(rest.map(({ id }) => id)).toEqual(['b']);
    expect(await subsidy.cases.page(WENZHOU, { status: null, after: null, limit: 9 })).toEqual([]);
  });

  it('is ended by who has it in hand, with a word, and once', async () => {
    expect(codeOf(await service.resolve(by('ma'), 'a', 'explained', 'why'))).toBe('case.not-in-hand');
    expect(codeOf(await service.take(by('ma'), 'a'))).toBe('in-hand');
    expect(codeOf(await service.resolve(by('li'), 'a', 'explained', 'why'))).toBe('case.not-owner');
    expect(codeOf(await service.take(by('li'), 'a'))).toBe('in-hand');
    expect(codeOf(await service.resolve(by('li'), 'a', 'bank-corrected', 'booked on the 25th'))).toBe('resolved');
    expect(codeOf(await service.take(by('ma'), 'a'))).toBe('case.resolved-already');
    expect(codeOf(await service.take({ ...by('ma'), city: WENZHOU }, 'b'))).toBe('case.unknown');
  });

  it('is opened once for each line that the bank took and no statement has, days after it was sent', async () => {
    const batch = batchIn('settling');
    const kept = { batch, version: 9, changes: [{ kind: 'settled', actor: 'system', on: day('2026-11-10'), at: new Date() }] } as const;
    await subsidy.items.add([itemNo(1), itemNo(2, { state: 'settled' })]);
    await subsidy.items.applyAnswer(CHUNK_ID, []);
    const found = async (): Promise<readonly string[]> => (await subsidy.cases.page(JINHUA, { status: null, after: null, limit: 9 })).map(({ mismatch }) => mismatch.kind).filter((kind) => kind === 'missing');
    const look = () => new MissingLines(subsidy).find(JINHUA, [kept]);
    await subsidy.statements.saveProgress({ account, nextDay: day('2026-11-15'), cursor: null });
    await look();
    expect(await found()).toEqual([]);
    await subsidy.statements.saveProgress({ account, nextDay: day('2026-11-16'), cursor: null });
    await look();
    await look();
    expect(await found()).toEqual(['missing']);
  });
});
