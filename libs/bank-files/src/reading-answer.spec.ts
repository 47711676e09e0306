import { beforeAll, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { fen } from '@gongjiang/kernel';
import { summedAnswer } from './answer/summed.js';
import { ISO, PAYROLL, cardOf, messageOf, paymentOf, refusalOf, valueOf } from './bank-file.fixture.js';
import { bytesOf, pain002, returnText } from './bank-side.fixture.js';
import type { BankFileCodec } from './codec.js';
import { openBankFileCodec } from './codec.files.js';
import type { BankFileCode } from './refusal/bank-file.code.js';

let codec: BankFileCodec;
beforeAll(async () => { codec = await openBankFileCodec(); });

const sent = messageOf([paymentOf('GJ1'), paymentOf('GJ2', { amountFen: fen(120_000), creditorAccount: cardOf(2) }), paymentOf('GJ3', { creditorName: '阿依古丽·买买提' })]);
const answer = summedAnswer(sent, sent.payments.map(({ endToEndId }, at) => ({
  endToEndId, status: at === 1 ? 'rejected' as const : 'accepted' as const, bankReference: `B${at}`, reasonCode: at === 1 ? 'AC01' : null, duplicate: false,
})));
const report = pain002(answer, sent);
const file = returnText(answer, sent);
const group = (text: string) => report.replace(/<GrpSts>.*<\/OrgnlGrpInfAndSts>/s, `${text}</OrgnlGrpInfAndSts>`).replace(/<TxInfAndSts>.*<\/TxInfAndSts>/s, '');

function readXml(text: string) {
  return codec.readAnswer(ISO, bytesOf(text), sent);
}
function readText(text: string) {
  return codec.readAnswer(PAYROLL, iconv.encode(text, 'gb18030'), sent);
}
/** Each change must find its place: a test that changes nothing proves nothing. */
function changed(source: string, from: string, to: string): string {
  expect(source).toContain(from);
  return source.replace(from, to);
}

describe('pain.002 is refused', () => {
  test.each<[string, string, string, BankFileCode]>([
    ['of another message', '<OrgnlMsgId>GM1<', '<OrgnlMsgId>GM2<', 'bank-file.other-message'],
    ['of another kind of message', 'pain.001.001.09', 'pain.008.001.08', 'bank-file.other-message'],
    ['of another payment information', '<OrgnlPmtInfId>GP1<', '<OrgnlPmtInfId>GP2<', 'bank-file.other-message'],
    ['with a payment that was not sent', '<OrgnlEndToEndId>GJ3<', '<OrgnlEndToEndId>GJ4<', 'bank-file.unknown-line'],
    ['with a payment twice', '<OrgnlEndToEndId>GJ3<', '<OrgnlEndToEndId>GJ1<', 'bank-file.duplicate-id'],
    ['with a line that names no payment', '<OrgnlEndToEndId>GJ3</OrgnlEndToEndId>', '', 'bank-file.reference'],
    ['with a status that nobody knows', '<TxSts>RJCT<', '<TxSts>BLCK<', 'bank-file.status'],
    ['with a line that the bank has not decided', '<TxSts>RJCT<', '<TxSts>PDNG<', 'bank-file.undecided'],
    ['with a line without status', '<TxSts>RJCT</TxSts>', '', 'bank-file.status'],
    ['without the number that the bank received', '<OrgnlNbOfTxs>3</OrgnlNbOfTxs>', '', 'bank-file.totals-missing'],
    ['without the sum that the bank received', '<OrgnlCtrlSum>2400.00</OrgnlCtrlSum>', '', 'bank-file.totals-missing'],
    ['when the bank received another number', '<OrgnlNbOfTxs>3<', '<OrgnlNbOfTxs>2<', 'bank-file.totals'],
    ['when the bank received another sum', '2400.00', '2400.01', 'bank-file.totals'],
    ['with a sum of three decimals', '2400.00', '2400.000', 'bank-file.amount'],
    ['with a sum below zero', '2400.00', '-2400.00', 'bank-file.amount'],
    ['with a sum in exponents', '2400.00', '2.4e3', 'bank-file.schema'],
    ['with another sum by status', '<DtldCtrlSum>1200.00', '<DtldCtrlSum>1200.01', 'bank-file.totals'],
    ['with another count by status', '<DtldNbOfTxs>2<', '<DtldNbOfTxs>1<', 'bank-file.totals'],
    ['that says all is taken while a line is refused', '<GrpSts>PART<', '<GrpSts>ACCP<', 'bank-file.totals'],
    ['with the amount of another payment', '<OrgnlEndToEndId>GJ3</OrgnlEndToEndId><TxSts>ACCP</TxSts><AcctSvcrRef>B2</AcctSvcrRef>', '<OrgnlEndToEndId>GJ3</OrgnlEndToEndId><TxSts>ACCP</TxSts><AcctSvcrRef>B2</AcctSvcrRef><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">600.01</InstdAmt></Amt></OrgnlTxRef>', 'bank-file.line-differs'],
    ['with an amount in euro', '<AcctSvcrRef>B2</AcctSvcrRef>', '<AcctSvcrRef>B2</AcctSvcrRef><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">600.00</InstdAmt></Amt></OrgnlTxRef>', 'bank-file.currency'],
    ['of an older version', 'xsd:pain.002.001.10"', 'xsd:pain.002.001.03"', 'bank-file.wrong-kind'],
    ['of no namespace', ' xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"', '', 'bank-file.wrong-kind'],
    ['with an element that the schema does not know', '<TxSts>RJCT</TxSts>', '<TxSts>RJCT</TxSts><Bonus>1</Bonus>', 'bank-file.schema'],
    ['that is no XML', '</CstmrPmtStsRpt>', '', 'bank-file.not-xml'],
    ['with an entity that nobody declared', '<TxSts>RJCT<', '<TxSts>&status;<', 'bank-file.not-xml'],
    ['that says it is in another encoding', 'encoding="UTF-8"', 'encoding="GB18030"', 'bank-file.encoding'],
  ])('%s', (_, from, to, code) => {
    expect(refusalOf(readXml(changed(report, from, to))).faults.map((fault) => fault.code)).toContain(code);
  });

  test('when a line is left out, however well the rest adds up', () => {
    const one = /<TxInfAndSts><OrgnlEndToEndId>GJ2.*?<\/TxInfAndSts>/;
    expect(refusalOf(readXml(report.replace(one, ''))).faults).toContainEqual({ code: 'bank-file.missing-lines', details: { count: 1 } });
  });

  test.each([
    ['an outside entity (XXE)', '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['entities within entities (a billion laughs)', `<!DOCTYPE Document [<!ENTITY a "ha">${Array.from({ length: 40 }, (_, at) => `<!ENTITY a${at} "&a;&a;&a;&a;">`).join('')}]>`],
    ['a DTD from elsewhere', '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">'],
    ['a doctype in small letters', '<!doctype Document>'],
  ])('with %s, before anything of it is read', (_, doctype) => {
    const hostile = report.replace('?>', `?>${doctype}`).replace('<TxSts>RJCT<', '<TxSts>&x;<');
    expect(refusalOf(readXml(hostile)).code).toBe('bank-file.doctype');
  });

  test('nested a hundred thousand deep', () => {
    const deep = changed(report, '<GrpSts>PART</GrpSts>', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`);
    expect(refusalOf(readXml(deep)).code).toBe('bank-file.not-xml');
  });

  test('in UTF-16, in GB 18030, empty, or larger than any answer', () => {
    const wide = report.replace(' encoding="UTF-8"', '').replace('?>', '?><!DOCTYPE Document [<!ENTITY x "y">]>');
    expect(refusalOf(codec.readAnswer(ISO, Buffer.from(wide, 'utf16le'), sent)).code).toBe('bank-file.encoding');
    expect(refusalOf(codec.readAnswer(ISO, Buffer.from(`\ufeff${wide}`, 'utf16le').swap16(), sent)).code).toBe('bank-file.encoding');
    expect(refusalOf(codec.readAnswer(ISO, iconv.encode(report.replace('B2', '银行'), 'gb18030'), sent)).code).toBe('bank-file.encoding');
    expect(refusalOf(codec.readAnswer(ISO, new Uint8Array(0), sent)).code).toBe('bank-file.empty');
    expect(refusalOf(codec.readAnswer(ISO, Buffer.alloc((8 << 20) + 1, 32), sent)).code).toBe('bank-file.bytes-limit');
  });

  test('without a word of what stands in it', () => {
    const leak = changed(report, '<AcctSvcrRef>B2</AcctSvcrRef>', '<AcctSvcrRef>B2</AcctSvcrRef><OrgnlTxRef><Cdtr><Pty><Nm>陈建国</Nm><Geheim>6228480000000000018</Geheim></Pty></Cdtr></OrgnlTxRef>');
    expect(JSON.stringify(refusalOf(readXml(leak)))).not.toMatch(/陈|6228/);
  });
});

describe('pain.002 that speaks of the message as a whole', () => {
  test('taken: every payment is', () => {
    expect(valueOf(readXml(group('<GrpSts>ACCP</GrpSts>')))).toMatchObject({ status: 'accepted', totals: { accepted: { numberOfPayments: 3, sumFen: 240_000 } } });
  });
  test('refused: every payment is, with the reason', () => {
    const read = valueOf(readXml(group('<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AC02</Cd></Rsn></StsRsnInf>')));
    expect(read.lines.map(({ status, reasonCode, duplicate }) => [status, reasonCode, duplicate])).toEqual(sent.payments.map(() => ['rejected', 'AC02', false]));
  });
  test.each(['DU01', 'AM05'])('refused as sent twice (%s): no final no of any payment', (code) => {
    const read = valueOf(readXml(group(`<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`)));
    expect(read.lines.map(({ reasonCode, duplicate }) => [reasonCode, duplicate])).toEqual(sent.payments.map(() => ['AM05', true]));
  });
  test.each<[string, BankFileCode]>([['ACTC', 'bank-file.undecided'], ['PDNG', 'bank-file.undecided'], ['PART', 'bank-file.missing-lines'], ['XXXX', 'bank-file.status']])('%s: nothing is known yet', (status, code) => {
    expect(refusalOf(readXml(group(`<GrpSts>${status}</GrpSts>`))).faults.map((fault) => fault.code)).toContain(code);
  });
  test('in two ways that disagree: nothing is known', () => {
    const both = changed(group('<GrpSts>RJCT</GrpSts>'), '</OrgnlPmtInfId>', '</OrgnlPmtInfId><PmtInfSts>ACCP</PmtInfSts>');
    expect(refusalOf(readXml(both)).code).toBe('bank-file.totals');
    expect(refusalOf(readXml(changed(both, 'ACCP', 'PART'))).code).toBe('bank-file.missing-lines');
  });
});

test('a line refused with words of the bank\'s own keeps that it was refused', () => {
  const own = changed(report, '<Rsn><Cd>AC01</Cd></Rsn>', '<Rsn><Prtry>卡片已挂失</Prtry></Rsn>');
  expect(valueOf(readXml(own)).lines[1]).toMatchObject({ status: 'rejected', reasonCode: 'MS03' });
});

describe('a return file is refused', () => {
  test.each<[string, string, string, BankFileCode]>([
    ['of another message', 'H|GM1|', 'H|GM2|', 'bank-file.other-message'],
    ['of another paying account', '3303001000000000001', '3303001000000000002', 'bank-file.other-message'],
    ['with another first cell', 'H|GM1', 'X|GM1', 'bank-file.heading'],
    ['with other titles', '收款户名', '姓名', 'bank-file.heading'],
    ['with a row that was not sent', 'GJ3|', 'GJ4|', 'bank-file.unknown-line'],
    ['with the number of another row', '\r\n3|', '\r\n1|', 'bank-file.line-differs'],
    ['with another account', '|陈建国|600.00|GJ1', '1|陈建国|600.00|GJ1', 'bank-file.line-differs'],
    ['with another name', '|阿依古丽·买买提|', '|阿依古丽|', 'bank-file.line-differs'],
    ['with another amount', '|1200.00|GJ2', '|1200.01|GJ2', 'bank-file.line-differs'],
    ['with three decimals', '|1200.00|GJ2', '|1200.000|GJ2', 'bank-file.amount'],
    ['with an exponent', '|1200.00|GJ2', '|1.2e3|GJ2', 'bank-file.amount'],
    ['with thousands apart', '|1200.00|GJ2', '|1,200.00|GJ2', 'bank-file.amount'],
    ['with a status that nobody knows', '失败', '待查', 'bank-file.status'],
    ['with a row that the bank is still at', '失败', '处理中', 'bank-file.undecided'],
    ['with a cell too many', '成功||B0|', '成功|||B0|', 'bank-file.columns'],
    ['with another count', '|3|2400.00', '|2|2400.00', 'bank-file.totals'],
    ['with another sum', '|3|2400.00', '|3|2400.01', 'bank-file.totals'],
    ['without its sum', '|3|2400.00', '|3|', 'bank-file.totals-missing'],
    ['with other totals at its foot', 'T|2|1200.00', 'T|2|1200.01', 'bank-file.totals'],
    ['without its foot', 'T|2|1200.00|1|1200.00\r\n', '', 'bank-file.columns'],
    ['without the end of its last line', '|1|1200.00\r\n', '|1|1200.00', 'bank-file.truncated'],
    ['with a bank reference that cannot be kept', '|B0|', `|${'B'.repeat(36)}|`, 'bank-file.reference'],
  ])('%s', (_, from, to, code) => {
    expect(refusalOf(readText(changed(file, from, to))).faults.map((fault) => fault.code)).toContain(code);
  });

  test('with a row doubled or lost', () => {
    const rows = file.split('\r\n');
    const [head, titles, first, second, third, ...rest] = rows;
    const doubled = [head, titles, first, first, third, ...rest].join('\r\n');
    expect(refusalOf(readText(doubled)).faults.map(({ code }) => code)).toEqual(['bank-file.duplicate-id', 'bank-file.missing-lines']);
    const lost = [head, titles, first, second, ...rest].join('\r\n');
    expect(refusalOf(readText(lost)).faults).toEqual([{ code: 'bank-file.missing-lines', details: { count: 1 } }]);
    const more = [head, titles, first, second, third, third, ...rest].join('\r\n');
    expect(refusalOf(readText(more)).faults.map(({ code }) => code)).toContain('bank-file.rows-limit');
  });

  test('in UTF-8, in broken bytes, or empty', () => {
    const utf8 = refusalOf(codec.readAnswer(PAYROLL, Buffer.from(file), sent));
    expect(['bank-file.encoding', 'bank-file.heading']).toContain(utf8.code);
    expect(refusalOf(codec.readAnswer(PAYROLL, Buffer.concat([iconv.encode(file, 'gb18030').subarray(0, 40), Buffer.from([0xff, 0x0a])]), sent)).code).toBe('bank-file.encoding');
    expect(refusalOf(codec.readAnswer(PAYROLL, new Uint8Array(0), sent)).code).toBe('bank-file.empty');
    expect(refusalOf(codec.readAnswer(PAYROLL, Buffer.from('\n'), sent)).faults.length).toBeGreaterThan(0);
  });

  test('with all its faults named, each with its row', () => {
    const wrong = file.replace('|600.00|GJ1', '|600.01|GJ1').replace('失败', '待查').replace('|阿依古丽·买买提|', '|阿依古丽|');
    expect(refusalOf(readText(wrong)).faults).toEqual([
      { code: 'bank-file.line-differs', details: { line: 3, field: 'amount' } },
      { code: 'bank-file.status', details: { line: 4, found: '待查' } },
      { code: 'bank-file.line-differs', details: { line: 5, field: 'name' } },
    ]);
  });

  test('unless it differs in line ends alone', () => {
    expect(valueOf(readText(file.replaceAll('\r\n', '\n')))).toEqual(answer);
  });
});

describe('a return file tells its rows apart by number where the bank gives no ids back', () => {
  const columns = PAYROLL.return.columns.filter((cell) => 'text' in cell || cell.value !== 'end-to-end-id');
  const profile = { ...PAYROLL, return: { ...PAYROLL.return, columns } };
  const withoutIds = file.replaceAll(/\|(GJ\d|客户流水号)/g, '');
  const read = (text: string) => codec.readAnswer(profile, iconv.encode(text, 'gb18030'), sent);
  test('and checks name, account and amount of each', () => {
    expect(valueOf(read(withoutIds))).toEqual(answer);
    expect(refusalOf(read(withoutIds.replace('\r\n1|', '\r\n2|'))).faults.map(({ code }) => code)).toContain('bank-file.line-differs');
    expect(refusalOf(read(withoutIds.replace('\r\n1|', '\r\n0|'))).code).toBe('bank-file.unknown-line');
  });
});
