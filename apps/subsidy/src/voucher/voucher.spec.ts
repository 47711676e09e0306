import { describe, expect, it } from '@jest/globals';
import { day, fen, sumFen } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf, turnoversOf, balanceOf, type Account, type Posting } from '@gongjiang/ledger';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { fundOf, FUND_YEAR, movementOf, ALLOWANCE, TRAINING } from '../fund/fund.builders.js';
import { reserve } from '../fund/fund.reserve.js';
import { voucherFile, voucherJson } from './voucher.format.js';
import { linesOf, toldBy, type LineFacts } from './voucher.lines.js';
import { voucherSettingsSchema } from './voucher.settings.js';
import { voucherIdOf, type Voucher } from './voucher.js';

const reserved = reserve(fundOf([movementOf('m', 900), movementOf('p', 100, { source: 'provincial', earmark: [TRAINING] })]), { batchId: 'b', calculation: 1 }, fen(400), [{ entitlement: TRAINING, amountFen: fen(300) }, { entitlement: ALLOWANCE, amountFen: fen(100) }]);
if (!reserved.ok) throw new Error(reserved.refusal.code);
const FACTS: LineFacts = { settings: voucherSettingsSchema.parse({}), clauseOf: (entitlement) => entitlement.split('/').slice(0, 2).join('/'), funds: [reserved.value], batchId: 'b' };
const posting = (lines: Posting['lines']): Posting => ({ id: 'x', city: FUND_YEAR.city, kind: 'settle', batchId: 'b', chunkId: null, businessDate: day('2026-11-20'), lines });
const balancesOf = (...lines: readonly Posting['lines'][]) => new Map<Account, ReturnType<typeof fen>>(turnoversOf(lines.map(posting)).map((turnover) => [turnover.account, balanceOf(turnover)]));
const available = accountOf(FUND_YEAR, 'available');
const sideOf = (lines: Voucher['lines'], side: 'debit' | 'credit'): number => sumFen(lines.filter((line) => line.side === side).map(({ amountFen }) => amountFen));

describe('the lines of a voucher', () => {
  const balances = balancesOf(movement(fen(300), available, paidAccountOf(FUND_YEAR, TRAINING)), movement(fen(60), available, accountOf(FUND_YEAR, 'payable')));

  it('are what the books say, by account, clause and source', () => {
    expect(linesOf(balances, new Map(), FACTS).map(({ code, side, amountFen, source, clause }) => [code, side, amountFen, source, clause])).toEqual([
      ['1011.01', 'credit', 360, '', ''],
      ['5001', 'debit', 100, 'provincial', 'jinhua/7'], ['5001', 'debit', 200, 'municipal', 'jinhua/7'],
      ['1011.03', 'debit', 60, '', ''],
    ].sort((left, right) => ['1011.01', '5001', '1011.03'].indexOf(String(left[0])) - ['1011.01', '5001', '1011.03'].indexOf(String(right[0]))));
  });

  it('are none where all is told', () => {
    expect(linesOf(balances, toldBy(linesOf(balances, new Map(), FACTS)), FACTS)).toEqual([]);
  });

  it('have as much debit as credit, also where something came later, whatever it was', () => {
    const places = ['available', 'reserved', 'payable', 'in-transit', 'claimed-back', 'waived', 'prior-years', 'appropriated'] as const;
    const move = fc.tuple(fc.constantFrom(...places), fc.constantFrom(TRAINING, ALLOWANCE, ...places), fc.integer({ min: 1, max: 500 })).map(([from, to, amount]) => (
      movement(fen(amount), accountOf(FUND_YEAR, from), to === TRAINING || to === ALLOWANCE ? paidAccountOf(FUND_YEAR, to) : accountOf(FUND_YEAR, to))));
    fc.assert(fc.property(fc.array(move, { minLength: 1, maxLength: 12 }), fc.array(move, { maxLength: 6 }), (first, later) => {
      const firstLines = linesOf(balancesOf(...first), new Map(), FACTS);
      const laterLines = linesOf(balancesOf(...first, ...later), toldBy(firstLines), FACTS);
      for (const lines of [firstLines, laterLines]) {
        expect(sideOf(lines, 'debit')).toBe(sideOf(lines, 'credit'));
        for (const line of lines) expect(line.amountFen).toBeGreaterThan(0);
      }
      expect(linesOf(balancesOf(...first, ...later), toldBy([...firstLines, ...laterLines]), FACTS)).toEqual([]);
    }));
  });
});

describe('the file of a voucher', () => {
  const voucher: Voucher = {
    id: voucherIdOf(FUND_YEAR.city, FUND_YEAR.year, 7), city: FUND_YEAR.city, year: FUND_YEAR.year, number: 7, kind: 'batch', subject: '=HYPERLINK("x")', part: 1, businessDate: day('2026-11-20'),
    lines: linesOf(balancesOf(movement(fen(123_456), available, paidAccountOf(FUND_YEAR, ALLOWANCE))), new Map(), FACTS), format: { layout: 1, encoding: 'gb18030' },
  };
  const rows = (encoding: Voucher['format']['encoding']): readonly string[] => iconv.decode(Buffer.from(voucherFile({ ...voucher, format: { layout: 1, encoding } })), encoding).split('\r\n');

  it('is a header and a row a line, in the encoding that the city set', () => {
    expect(rows('gb18030')).toEqual(rows('utf-8'));
    expect(rows('gb18030')[0]).toBe('凭证号,日期,摘要,科目编码,科目名称,借方金额,贷方金额,资金,预算年度,资金来源,条款,待遇,业务编号');
    expect(rows('utf-8').filter((row) => row.startsWith('7,2026-11-20,批次发放,1011.01,'))).toEqual([expect.stringContaining(',,1234.56,talent-special,2026,')]);
  });

  it('begins no formula where a spreadsheet opens it', () => {
    expect(rows('utf-8').slice(1, -1).every((row) => row.endsWith(`,"'=HYPERLINK(""x"")"`))).toBe(true);
  });

  it('is the same bytes whenever it is made, as a file and as JSON', () => {
    expect(Buffer.from(voucherFile(voucher)).equals(Buffer.from(voucherFile(structuredClone(voucher))))).toBe(true);
    const turned = Object.fromEntries(Object.entries(voucher).reverse()) as unknown as Voucher;
    expect(Buffer.from(voucherJson(turned)).equals(Buffer.from(voucherJson(voucher)))).toBe(true);
  });
});
