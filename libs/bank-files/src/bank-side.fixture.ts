import iconv from 'iconv-lite';
import type { PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer, Statement, StatementEntry } from '@gongjiang/contracts';
import { yuanText, type Fen } from '@gongjiang/kernel';

/** The bank's side for tests, in plain templates: it shares nothing with the readers that it tries. */

const esc = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const optional = (name: string, text: string | null) => (text === null ? '' : `<${name}>${esc(text)}</${name}>`);
const reason = (code: string) => `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;

function transaction({ endToEndId, status, bankReference, reasonCode, duplicate }: PaymentLineAnswer): string {
  return `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>${status === 'accepted' ? 'ACCP' : 'RJCT'}</TxSts>${duplicate ? reason('DU04') : ''}${reasonCode === null ? '' : reason(reasonCode)}${optional('AcctSvcrRef', bankReference)}</TxInfAndSts>`;
}

export function pain002(answer: PaymentMessageAnswer, sent: PaymentMessage): string {
  const { accepted, rejected } = answer.totals;
  const byStatus = [['ACCP', accepted], ['RJCT', rejected]] as const;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-21T10:00:00+08:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${answer.messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>${sent.numberOfPayments}</OrgnlNbOfTxs><OrgnlCtrlSum>${yuanText(sent.controlSumFen)}</OrgnlCtrlSum><GrpSts>${{ 'accepted': 'ACCP', 'rejected': 'RJCT', 'partially-accepted': 'PART' }[answer.status]}</GrpSts>
${byStatus.map(([status, total]) => `<NbOfTxsPerSts><DtldNbOfTxs>${total.numberOfPayments}</DtldNbOfTxs><DtldSts>${status}</DtldSts><DtldCtrlSum>${yuanText(total.sumFen)}</DtldCtrlSum></NbOfTxsPerSts>`).join('')}</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>${answer.paymentInformationId}</OrgnlPmtInfId>
${answer.lines.map(transaction).join('\n')}
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
`;
}

const REASONS: Readonly<Record<string, string>> = { AC01: '账号有误', AC04: '账户已销户', AM05: '交易号已用于另一笔付款', BE01: '户名与账号不符', MS03: '银行未说明原因' };

export function returnText(answer: PaymentMessageAnswer, sent: PaymentMessage): string {
  const { accepted, rejected } = answer.totals;
  const rows = answer.lines.map(({ endToEndId, status, reasonCode, bankReference, duplicate }) => {
    const at = sent.payments.findIndex((payment) => payment.endToEndId === endToEndId);
    const payment = sent.payments[at];
    return [at + 1, payment?.creditorAccount, payment?.creditorName, yuanText(payment?.amountFen as Fen), endToEndId, status === 'accepted' ? '成功' : '失败', reasonCode === null ? '' : (REASONS[reasonCode] ?? reasonCode), bankReference ?? '', duplicate ? '重复' : ''].join('|');
  });
  return [
    ['H', answer.messageId, sent.debtorAccount, sent.numberOfPayments, yuanText(sent.controlSumFen)].join('|'),
    '序号|收款账号|收款户名|金额|客户流水号|处理结果|原因|银行流水号|重复标志',
    ...rows,
    ['T', accepted.numberOfPayments, yuanText(accepted.sumFen), rejected.numberOfPayments, yuanText(rejected.sumFen)].join('|'),
    '',
  ].join('\r\n');
}

export function returnFile(answer: PaymentMessageAnswer, sent: PaymentMessage): Uint8Array {
  return iconv.encode(returnText(answer, sent), 'gb18030');
}

const amount = (fenOf: Fen) => `<Amt Ccy="CNY">${yuanText(fenOf)}</Amt>`;
const side = (balance: Fen) => `${amount(Math.abs(balance) as Fen)}<CdtDbtInd>${balance < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;

function entry(one: StatementEntry): string {
  const refs = one.endToEndId === null ? '' : `<NtryDtls><TxDtls><Refs><MsgId>${one.messageId}</MsgId><AcctSvcrRef>${esc(one.bankReference)}</AcctSvcrRef><PmtInfId>${one.paymentInformationId}</PmtInfId><EndToEndId>${one.endToEndId}</EndToEndId></Refs>${one.kind === 'return' ? `<RtrInf><Rsn><Cd>${one.reasonCode}</Cd></Rsn></RtrInf>` : ''}</TxDtls></NtryDtls>`;
  return `<Ntry><NtryRef>${esc(one.entryReference)}</NtryRef>${amount(one.amountFen)}<CdtDbtInd>${one.kind === 'debit' ? 'DBIT' : 'CRDT'}</CdtDbtInd>${one.kind === 'return' ? '<RvslInd>true</RvslInd>' : ''}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${one.bookedOn}</Dt></BookgDt>${one.endToEndId === null ? `<AcctSvcrRef>${esc(one.bankReference)}</AcctSvcrRef>` : ''}<BkTxCd><Prtry><Cd>${one.kind}</Cd></Prtry></BkTxCd>${refs}</Ntry>`;
}

export function camt053(statement: Statement): string {
  const { account, day, page, numberOfEntries, creditSumFen, debitSumFen } = statement;
  const credits = statement.entries.filter(({ kind }) => kind !== 'debit').length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>S1</MsgId><CreDtTm>${day}T23:00:00+08:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><StmtPgntn><PgNb>${page}</PgNb><LastPgInd>${statement.nextCursor === null}</LastPgInd></StmtPgntn><FrToDt><FrDtTm>${day}T00:00:00+08:00</FrDtTm><ToDtTm>${day}T23:59:59+08:00</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>${esc(account)}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>${side(statement.openingBalanceFen)}<Dt><Dt>${day}</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>${side(statement.closingBalanceFen)}<Dt><Dt>${day}</Dt></Dt></Bal>
<TxsSummry><TtlNtries><NbOfNtries>${numberOfEntries}</NbOfNtries></TtlNtries><TtlCdtNtries><NbOfNtries>${credits}</NbOfNtries><Sum>${yuanText(creditSumFen)}</Sum></TtlCdtNtries><TtlDbtNtries><Sum>${yuanText(debitSumFen)}</Sum></TtlDbtNtries></TxsSummry>
${statement.entries.map(entry).join('\n')}
</Stmt></BkToCstmrStmt></Document>
`;
}

export const bytesOf = (xml: string): Uint8Array => new TextEncoder().encode(xml);
