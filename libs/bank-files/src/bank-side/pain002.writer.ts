import type { PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { yuanText } from '@gongjiang/kernel';
import { esc } from './xml.text.js';

/** The report's own id, and when it was made: ISO 8601 with offset. */
export interface Report {
  readonly id: string;
  readonly at: string;
}

const optional = (name: string, text: string | null) => (text === null ? '' : `<${name}>${esc(text)}</${name}>`);
const reason = (code: string) => `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;

function transaction({ endToEndId, status, bankReference, reasonCode, duplicate }: PaymentLineAnswer): string {
  return `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>${status === 'accepted' ? 'ACCP' : 'RJCT'}</TxSts>${duplicate ? reason('DU04') : ''}${reasonCode === null ? '' : reason(reasonCode)}${optional('AcctSvcrRef', bankReference)}</TxInfAndSts>`;
}

/** A bank's pain.002.001.10, in a plain template: it shares nothing with the reader that it tries. */
export function pain002(answer: PaymentMessageAnswer, sent: PaymentMessage, { id, at }: Report): string {
  const { accepted, rejected } = answer.totals;
  const byStatus = [['ACCP', accepted], ['RJCT', rejected]] as const;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${at}</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${answer.messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>${sent.numberOfPayments}</OrgnlNbOfTxs><OrgnlCtrlSum>${yuanText(sent.controlSumFen)}</OrgnlCtrlSum><GrpSts>${{ 'accepted': 'ACCP', 'rejected': 'RJCT', 'partially-accepted': 'PART' }[answer.status]}</GrpSts>
${byStatus.map(([status, total]) => `<NbOfTxsPerSts><DtldNbOfTxs>${total.numberOfPayments}</DtldNbOfTxs><DtldSts>${status}</DtldSts><DtldCtrlSum>${yuanText(total.sumFen)}</DtldCtrlSum></NbOfTxsPerSts>`).join('')}</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>${answer.paymentInformationId}</OrgnlPmtInfId>
${answer.lines.map(transaction).join('\n')}
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
`;
}
