import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { day, fen } from '@gongjiang/kernel';
import { ISO, PAYROLL, refusalOf, valueOf } from './bank-file.fixture.js';
import { bytesOf, camt053 } from './bank-side.fixture.js';
import type { BankFileCodec } from './codec.js';
import { openBankFileCodec } from './codec.files.js';
import type { BankFileCode } from './refusal/bank-file.code.js';

let codec: BankFileCodec;
beforeAll(async () => { codec = await openBankFileCodec(); });

const bookedOn = day('2026-11-23');
const debit = (number: number): Extract<StatementEntry, { kind: 'debit' }> => ({
  kind: 'debit', entryReference: `E${number}`, amountFen: fen(60_000), bookedOn, endToEndId: `GJ${number}`, paymentInformationId: 'GP1', messageId: 'GM1', bankReference: `B${number}`, reasonCode: null,
});
const back: StatementEntry = { ...debit(1), kind: 'return', entryReference: 'R1', reasonCode: 'AC04' };
const statement: Statement = {
  account: '3303001000000000001', day: bookedOn, status: 'closed', page: 1, openingBalanceFen: fen(200_000), closingBalanceFen: fen(140_000),
  numberOfEntries: 3, debitSumFen: fen(120_000), creditSumFen: fen(60_000), entries: [debit(1), debit(2), back], nextCursor: null,
};
const file = camt053(statement);
const read = (text: string) => codec.readStatement(ISO, bytesOf(text));
function changed(source: string, from: string | RegExp, to: string): string {
  expect(source.replace(from, to)).not.toBe(source);
  return source.replace(from, to);
}

describe('camt.053 is refused', () => {
  test.each<[string, string | RegExp, string, BankFileCode]>([
    ['without its opening balance', 'OPBD', 'ITBD', 'bank-file.totals-missing'],
    ['with two closing balances', '<Cd>OPBD</Cd>', '<Cd>CLBD</Cd>', 'bank-file.totals-missing'],
    ['without its summary', /<TxsSummry>.*<\/TxsSummry>/, '', 'bank-file.totals-missing'],
    ['without the sum of its credits', '<Sum>600.00</Sum>', '', 'bank-file.totals-missing'],
    ['when balances and entries disagree', '<Amt Ccy="CNY">1400.00', '<Amt Ccy="CNY">1400.01', 'bank-file.totals'],
    ['when the sum of debits is another', '<Sum>1200.00', '<Sum>1200.01', 'bank-file.totals'],
    ['when the number of entries is another', '<TtlNtries><NbOfNtries>3', '<TtlNtries><NbOfNtries>4', 'bank-file.totals'],
    ['with an entry a fen off', '<Ntry><NtryRef>E2</NtryRef><Amt Ccy="CNY">600.00', '<Ntry><NtryRef>E2</NtryRef><Amt Ccy="CNY">600.01', 'bank-file.totals'],
    ['with three decimals', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">600.00', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">600.000', 'bank-file.amount'],
    ['with an exponent', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">600.00', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">6e2', 'bank-file.schema'],
    ['with an amount below zero', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">600.00', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">-600.00', 'bank-file.schema'],
    ['with an amount beyond all money', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">600.00', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">99999999999999999', 'bank-file.amount'],
    ['with an entry in euro', '<NtryRef>E2</NtryRef><Amt Ccy="CNY">', '<NtryRef>E2</NtryRef><Amt Ccy="EUR">', 'bank-file.currency'],
    ['with a balance in euro', '</CdOrPrtry></Tp><Amt Ccy="CNY">', '</CdOrPrtry></Tp><Amt Ccy="EUR">', 'bank-file.currency'],
    ['of an account in euro', '<Ccy>CNY</Ccy>', '<Ccy>EUR</Ccy>', 'bank-file.currency'],
    ['with an entry twice', '<NtryRef>E2</NtryRef>', '<NtryRef>E1</NtryRef>', 'bank-file.duplicate-id'],
    ['with an entry without reference', '<NtryRef>E2</NtryRef>', '', 'bank-file.reference'],
    ['with an entry that is not booked', '<Sts><Cd>BOOK</Cd></Sts>', '<Sts><Cd>PDNG</Cd></Sts>', 'bank-file.not-booked'],
    ['with an entry of another day', `<BookgDt><Dt>${bookedOn}`, '<BookgDt><Dt>2026-11-24', 'bank-file.date'],
    ['over more than a day', '<ToDtTm>2026-11-23T23:59:59+08:00', '<ToDtTm>2026-11-23T16:00:00Z', 'bank-file.date'],
    ['with a day that is none', /<Dt><Dt>2026-11-23<\/Dt><\/Dt><\/Bal>\n<TxsS/, '<Dt><Dt>2026-02-30</Dt></Dt></Bal>\n<TxsS', 'bank-file.schema'],
    ['with two statements', /<Stmt>(.*)<\/Stmt>/s, '<Stmt>$1</Stmt><Stmt>$1</Stmt>', 'bank-file.several-statements'],
    ['that is an interim report', /camt\.053\.001\.08/, 'camt.052.001.08', 'bank-file.wrong-kind'],
    ['of another version', /camt\.053\.001\.08/, 'camt.053.001.02', 'bank-file.wrong-kind'],
    ['that is cut off', '</Stmt></BkToCstmrStmt></Document>', '', 'bank-file.not-xml'],
    ['that declares entities', '?>', '?><!DOCTYPE Document [<!ENTITY x "y">]>', 'bank-file.doctype'],
  ])('%s', (_, from, to, code) => {
    expect(refusalOf(read(changed(file, from, to))).faults.map((fault) => fault.code)).toContain(code);
  });

  test('larger than any page', () => {
    expect(refusalOf(codec.readStatement(ISO, Buffer.alloc((32 << 20) + 1, 32))).code).toBe('bank-file.bytes-limit');
  });

  test('by a profile whose bank gives no statement as a file', () => {
    expect(refusalOf(codec.readStatement({ ...PAYROLL, statements: 'none' }, bytesOf(file))).code).toBe('bank-file.no-such-file');
  });
});

describe('a page of several', () => {
  const page = camt053({ ...statement, entries: [debit(1), debit(2)], nextCursor: '2' });
  test('has the day\'s totals and its own entries, and says where to read on', () => {
    expect(valueOf(read(page))).toEqual({ ...statement, entries: [debit(1), debit(2)], nextCursor: '2' });
    expect(valueOf(read(camt053({ ...statement, page: 2, entries: [back] })))).toEqual({ ...statement, page: 2, entries: [back] });
  });
  test('is refused when it holds more than the day, or the day does not add up', () => {
    expect(refusalOf(read(changed(page, '<Sum>1200.00', '<Sum>600.00'))).code).toBe('bank-file.totals');
    expect(refusalOf(read(changed(page, '<Sum>600.00', '<Sum>600.01'))).code).toBe('bank-file.totals');
  });
  test('is refused without the day\'s summary, also from a bank that gives none otherwise', () => {
    const relaxed = { ...ISO, statementSummary: 'balances' } as const;
    const without = changed(page, /<TxsSummry>.*<\/TxsSummry>/, '');
    expect(refusalOf(codec.readStatement(relaxed, bytesOf(without))).code).toBe('bank-file.totals-missing');
    expect(valueOf(codec.readStatement(relaxed, bytesOf(changed(file, /<TxsSummry>.*<\/TxsSummry>/, ''))))).toEqual(statement);
    expect(refusalOf(codec.readStatement(relaxed, bytesOf(changed(file, /<TxsSummry>.*<\/TxsSummry>/, '').replace('1400.00', '1400.01')))).code).toBe('bank-file.totals');
  });
});

describe('an entry is', () => {
  test('a return when the bank says that it reverses, though not why', () => {
    expect(valueOf(read(changed(file, /<RtrInf>.*<\/RtrInf>/, ''))).entries[2]).toMatchObject({ kind: 'return', endToEndId: 'GJ1', reasonCode: 'MS03' });
  });
  test('nobody\'s payment where its id could be none of ours', () => {
    expect(valueOf(read(changed(file, '<EndToEndId>GJ2<', '<EndToEndId>转账 2<'))).entries[1]).toMatchObject({ kind: 'debit', endToEndId: 'NOTPROVIDED', bankReference: 'B2' });
  });
  test('of the day in China that its moment falls on', () => {
    expect(valueOf(read(changed(file, `<BookgDt><Dt>${bookedOn}</Dt>`, '<BookgDt><DtTm>2026-11-22T16:30:00Z</DtTm>'))).entries[0]?.bookedOn).toBe(bookedOn);
    expect(refusalOf(read(changed(file, `<BookgDt><Dt>${bookedOn}</Dt>`, '<BookgDt><DtTm>2026-11-22T15:30:00Z</DtTm>'))).code).toBe('bank-file.date');
  });
});

test('a page of 10,000 entries is read; one more is refused', () => {
  const many = (count: number): Statement => ({
    ...statement, entries: Array.from({ length: count }, (_, at) => debit(at)), numberOfEntries: count,
    debitSumFen: fen(count * 60_000), creditSumFen: fen(0), openingBalanceFen: fen(count * 60_000), closingBalanceFen: fen(0),
  });
  expect(valueOf(read(camt053(many(10_000)))).entries).toHaveLength(10_000);
  expect(refusalOf(read(camt053(many(10_001)))).code).toBe('bank-file.rows-limit');
});
