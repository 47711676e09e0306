import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { yuanText, type Fen } from '@gongjiang/kernel';
import { esc } from './xml.text.js';

const amount = (fenOf: Fen) => `<Amt Ccy="CNY">${yuanText(fenOf)}</Amt>`;
const side = (balance: Fen) => `${amount(Math.abs(balance) as Fen)}<CdtDbtInd>${balance < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;

function entry(one: StatementEntry): string {
  const refs = one.endToEndId === null ? '' : `<NtryDtls><TxDtls><Refs><MsgId>${one.messageId}</MsgId><AcctSvcrRef>${esc(one.bankReference)}</AcctSvcrRef><PmtInfId>${one.paymentInformationId}</PmtInfId><EndToEndId>${one.endToEndId}</EndToEndId></Refs>${one.kind === 'return' ? `<RtrInf><Rsn><Cd>${one.reasonCode}</Cd></Rsn></RtrInf>` : ''}</TxDtls></NtryDtls>`;
  return `<Ntry><NtryRef>${esc(one.entryReference)}</NtryRef>${amount(one.amountFen)}<CdtDbtInd>${one.kind === 'debit' ? 'DBIT' : 'CRDT'}</CdtDbtInd>${one.kind === 'return' ? '<RvslInd>true</RvslInd>' : ''}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${one.bookedOn}</Dt></BookgDt>${one.endToEndId === null ? `<AcctSvcrRef>${esc(one.bankReference)}</AcctSvcrRef>` : ''}<BkTxCd><Prtry><Cd>${one.kind}</Cd></Prtry></BkTxCd>${refs}</Ntry>`;
}

/** One page of a bank's camt.053.001.08, in a plain template: it shares nothing with the reader that it tries. */
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
