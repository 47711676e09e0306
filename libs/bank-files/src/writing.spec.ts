import { beforeAll, describe, expect, test } from '@jest/globals';
import { fen } from '@gongjiang/kernel';
import type { Payment, PaymentMessage } from '@gongjiang/contracts';
import { INTERFACE, ISO, PAYROLL, SENDING, cardOf, messageOf, messageOfMany, paymentOf, refusalOf, valueOf } from './bank-file.fixture.js';
import type { BankFileCodec } from './codec.js';
import { openBankFileCodec } from './codec.files.js';
import type { BankProfile } from './profile/profile.js';
import type { DelimitedProfile } from './profile/profile.delimited.js';
import type { BankFileCode } from './refusal/bank-file.code.js';

let codec: BankFileCodec;
beforeAll(async () => { codec = await openBankFileCodec(); });

const good = (count: number) => Array.from({ length: count }, (_, at) => paymentOf(`GJ${at}`, { creditorAccount: cardOf(at) }));
const withSecond = (overrides: Partial<Payment>) => messageOf(good(3).map((payment, at) => (at === 1 ? { ...payment, ...overrides } : payment)));
const faultsOf = (profile: BankProfile, message: PaymentMessage) => refusalOf(codec.writePayments(profile, message, SENDING)).faults;

describe('a payment that does not fit is refused with its place, its id and the reason, and nothing leaves', () => {
  test.each<[string, Partial<Payment>, BankFileCode, object]>([
    ['an account with a wrong check digit', { creditorAccount: '6228480000000000019' }, 'bank-file.account', { field: 'account' }],
    ['an account that is none', { creditorAccount: 'GB29NWBK60161331926819' }, 'bank-file.account', {}],
    ['a control character', { creditorName: '陈\u0000国' }, 'bank-file.characters', { field: 'name', character: 'U+0000' }],
    ['a line break', { creditorName: '陈\r\n国' }, 'bank-file.characters', { character: 'U+000D' }],
    ['a mark that turns the reading direction', { creditorName: '陈\u202e国' }, 'bank-file.characters', { character: 'U+202E' }],
    ['a mark of no width', { creditorName: '陈\u200b国' }, 'bank-file.characters', { character: 'U+200B' }],
    ['a character of private use, as old systems keep rare names', { creditorName: '陈\ue863' }, 'bank-file.characters', { character: 'U+E863' }],
    ['half a character', { creditorName: '陈\ud842' }, 'bank-file.characters', { character: 'U+D842' }],
    ['a blank at the end', { creditorName: '陈建国 ' }, 'bank-file.characters', { character: 'U+0020' }],
    ['a purpose with a tab', { purpose: 'a\tb' }, 'bank-file.characters', { field: 'purpose', character: 'U+0009' }],
  ])('%s, in either file', (_, overrides, code, details) => {
    for (const profile of [ISO, PAYROLL]) {
      expect(faultsOf(profile, withSecond(overrides))).toContainEqual({ code, details: expect.objectContaining({ line: 2, endToEndId: 'GJ1', ...details }) as object });
    }
  });

  test.each<[string, Partial<Payment>, BankFileCode, object]>([
    ['the delimiter in a name', { creditorName: '陈|国' }, 'bank-file.delimiter', { field: 'name' }],
    ['a quotation mark in a purpose', { purpose: '"津贴"' }, 'bank-file.delimiter', { field: 'purpose' }],
    ['a name that a spreadsheet would carry out', { creditorName: '=HYPERLINK(1)' }, 'bank-file.formula', { field: 'name' }],
    ['a purpose that begins with @', { purpose: '@SUM(A1)' }, 'bank-file.formula', { field: 'purpose' }],
    ['a formula in wide characters', { creditorName: '＝ＳＵＭ' }, 'bank-file.formula', { field: 'name' }],
    ['a minus before a name', { creditorName: '-2+3' }, 'bank-file.formula', { field: 'name' }],
    ['a character that systems write as different bytes', { creditorName: '龴建国' }, 'bank-file.encoding-lacks', { field: 'name', character: 'U+9FB4' }],
    ['a name of 61 Chinese characters, 122 bytes', { creditorName: '陈'.repeat(61) }, 'bank-file.too-long', { field: 'name', bytes: 122, limit: 120 }],
    ['31 rare characters, 124 bytes', { creditorName: '𠮷'.repeat(31) }, 'bank-file.too-long', { bytes: 124 }],
    ['an amount above the bank\'s limit', { amountFen: fen(50_000_001) }, 'bank-file.amount-limit', { amountFen: 50_000_001, limit: 50_000_000 }],
  ])('%s, in the payroll file', (_, overrides, code, details) => {
    expect(faultsOf(PAYROLL, withSecond(overrides))).toEqual([{ code, details: expect.objectContaining({ line: 2, endToEndId: 'GJ1', ...details }) as object }]);
  });

  test('a rare character goes to a bank that knows GB 18030, not to one that knows GBK alone', () => {
    const message = withSecond({ creditorName: '䶮国' });
    expect(valueOf(codec.writePayments(PAYROLL, message, SENDING)).numberOfPayments).toBe(3);
    const gbk: DelimitedProfile = { ...PAYROLL, text: { ...PAYROLL.text, repertoire: 'gbk' } };
    expect(faultsOf(gbk, message)).toEqual([{ code: 'bank-file.encoding-lacks', details: { line: 2, endToEndId: 'GJ1', field: 'name', character: 'U+4DAE' } }]);
    expect(faultsOf(gbk, withSecond({ creditorName: '𠮷国' }))[0]?.details['character']).toBe('U+20BB7');
    expect(valueOf(codec.writePayments(gbk, withSecond({ creditorName: '镕·喆' }), SENDING)).numberOfPayments).toBe(3);
  });

  test('all of them are named at once, up to a hundred', () => {
    const wrong = messageOf(good(150).map((payment) => ({ ...payment, creditorAccount: '12' })));
    const { code, details, faults } = refusalOf(codec.writePayments(PAYROLL, wrong, SENDING));
    expect([code, details]).toEqual(['bank-file.account', { line: 1, endToEndId: 'GJ0', field: 'account' }]);
    expect(faults.map((fault) => fault.details['line'])).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  test('no fault says a name or an account', () => {
    const text = JSON.stringify(faultsOf(PAYROLL, withSecond({ creditorName: '=陈\u202e建|国龴', creditorAccount: '62284800000000019' })));
    expect(text).not.toMatch(/[陈建国龴]|622848/);
  });
});

describe('a message that is too much for the bank is refused', () => {
  const limited = (limits: object): DelimitedProfile => ({ ...PAYROLL, limits: { ...PAYROLL.limits, ...limits } });
  test.each<[string, object, object]>([
    ['rows', { rows: 2 }, { code: 'bank-file.rows-limit', details: { rows: 3, limit: 2 } }],
    ['a sum', { fileYuan: fen(179_999) }, { code: 'bank-file.sum-limit', details: { sumFen: 180_000, limit: 179_999 } }],
    ['bytes', { bytes: 100 }, { code: 'bank-file.bytes-limit', details: { bytes: 302, limit: 100 } }],
  ])('by %s', (_, limits, fault) => {
    expect(faultsOf(limited(limits), messageOf(good(3)))).toEqual([fault]);
    const iso = faultsOf({ ...ISO, limits: { ...ISO.limits, ...limits } }, messageOf(good(3)));
    expect(iso[0]?.code).toBe((fault as { code: string }).code);
  });
  test('when its own totals are wrong, or it names an id twice', () => {
    expect(faultsOf(ISO, { ...messageOf(good(3)), controlSumFen: fen(1) })).toEqual([{ code: 'bank-file.totals', details: { field: 'controlSumFen', declared: 1, found: 180_000 } }]);
    expect(faultsOf(PAYROLL, messageOf([...good(1), ...good(1)]))).toEqual([{ code: 'bank-file.duplicate-id', details: { line: 2, endToEndId: 'GJ0', id: 'GJ0' } }]);
  });
  test('when the payer\'s own name cannot stand in it', () => {
    const sending = { ...SENDING, payer: { ...SENDING.payer, name: '局\u0007' } };
    expect(refusalOf(codec.writePayments(ISO, messageOf(good(1)), sending))).toMatchObject({ code: 'bank-file.head', details: { field: 'payer-name' } });
    const account = messageOf(good(1), { debtorAccount: '33|03' });
    expect(refusalOf(codec.writePayments(PAYROLL, account, SENDING)).faults).toEqual([{ code: 'bank-file.head', details: { field: 'debtor-account' } }]);
  });
  test('when there is no file at all: the bank is spoken to over HTTP', () => {
    const http = INTERFACE;
    expect(faultsOf(http, messageOf(good(1)))[0]?.code).toBe('bank-file.no-such-file');
    expect(refusalOf(codec.readAnswer(http, new Uint8Array(1), messageOf(good(1)))).code).toBe('bank-file.no-such-file');
    expect(refusalOf(codec.readStatement(http, new Uint8Array(1))).code).toBe('bank-file.no-such-file');
  });
});

describe('own accounts and those at other banks', () => {
  const ownBank = (others: 'refused' | 'own-file'): DelimitedProfile => ({ ...PAYROLL, ownBank: { prefixes: ['622848'], others } });
  test('are marked, row by row', () => {
    const text = new TextDecoder('gb18030').decode(valueOf(codec.writePayments(PAYROLL, messageOf(good(3)), SENDING)).bytes);
    expect(text.split('\r\n').slice(2, 5).map((row) => row.split('|')[4])).toEqual(['本行', '本行', '他行']);
  });
  test('or the others are refused, line by line', () => {
    expect(faultsOf(ownBank('refused'), messageOf(good(3)))).toEqual([{ code: 'bank-file.other-bank', details: { line: 3, endToEndId: 'GJ2' } }]);
  });
  test('or must not be mixed', () => {
    expect(faultsOf(ownBank('own-file'), messageOf(good(3)))).toEqual([{ code: 'bank-file.mixed-banks', details: {} }]);
    expect(valueOf(codec.writePayments(ownBank('own-file'), messageOf(good(2)), SENDING)).numberOfPayments).toBe(2);
  });
});

describe('a file with quoting', () => {
  const csv: DelimitedProfile = { ...PAYROLL, text: { ...PAYROLL.text, quoting: 'csv', delimiter: ',', rows: 'closed', lineEnd: 'lf', amounts: 'fen', days: 'dashed' } };
  test('carries delimiters and quotation marks in names, and refuses formulas all the same', () => {
    const text = new TextDecoder('gb18030').decode(valueOf(codec.writePayments(csv, withSecond({ creditorName: '陈,"建"国' }), SENDING)).bytes);
    expect(text.split('\n')[0]).toBe('H,GM1,3303001000000000001,2026-11-23,CNY,3,180000,');
    expect(text.split('\n')[3]).toBe(`2,${cardOf(1)},"陈,""建""国",60000,本行,岗位津贴 2026-11,GJ1,`);
    expect(faultsOf(csv, withSecond({ creditorName: '+1' }))[0]?.code).toBe('bank-file.formula');
  });
});

test('a company\'s account, which has no check digit, is paid to; a bank that pays to cards alone refuses it', () => {
  const message = withSecond({ creditorAccount: '1202020209900123456' });
  for (const profile of [ISO, PAYROLL]) {
    expect(valueOf(codec.writePayments(profile, message, SENDING)).numberOfPayments).toBe(3);
    expect(faultsOf({ ...profile, accounts: 'card' }, message).map(({ code }) => code)).toEqual(['bank-file.account']);
  }
});

test('the same message and sending give the same bytes, another moment another file', () => {
  const message = messageOf(good(5));
  for (const profile of [ISO, PAYROLL]) {
    const [one, again] = [1, 2].map(() => Buffer.from(valueOf(codec.writePayments(profile, message, SENDING)).bytes).toString('hex'));
    expect(one).toBe(again);
  }
  const later = valueOf(codec.writePayments(ISO, message, { ...SENDING, madeAt: '2026-11-22T09:30:00+08:00' }));
  expect(new TextDecoder().decode(later.bytes)).toContain('<CreDtTm>2026-11-22T09:30:00+08:00</CreDtTm>');
});

test('2,000 payments fit into one file', () => {
  for (const profile of [ISO, PAYROLL]) expect(valueOf(codec.writePayments(profile, messageOfMany(2_000), SENDING)).numberOfPayments).toBe(2_000);
});
