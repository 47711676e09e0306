import { XMLBuilder } from 'fast-xml-parser';
import type { Payment, PaymentMessage } from '@gongjiang/contracts';
import { yuanText } from '@gongjiang/kernel';
import type { BankFile, Sending } from '../bank-file.js';
import { unusableCharacter } from '../check/characters.js';
import { checkMessage } from '../check/payments.check.js';
import type { Iso20022Profile } from '../profile/profile.iso20022.js';
import { Faults, type FileResult } from '../refusal/faults.js';
import { childrenOf, elementAt, type XmlReader } from './xml.tree.js';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: false });

/** pain.001.001.09 with the message's payments, valid by the official schema. Amounts are yuan with two decimals. */
export function writePain001(profile: Iso20022Profile, message: PaymentMessage, sending: Sending, reader: XmlReader): FileResult<BankFile> {
  const faults = new Faults();
  checkMessage(profile, message, faults);
  for (const [field, text] of [['payer-name', sending.payer.name], ['debtor-account', message.debtorAccount]] as const) {
    if (unusableCharacter(text) !== undefined) faults.add('bank-file.head', { field });
  }
  if (faults.count > 0) return faults.result<BankFile>(undefined);
  const bytes = new TextEncoder().encode(builder.build(documentOf(profile, message, sending)));
  if (bytes.length > profile.limits.bytes) faults.add('bank-file.bytes-limit', { bytes: bytes.length, limit: profile.limits.bytes });
  const { messageId, numberOfPayments, controlSumFen } = message;
  const file: BankFile = { name: `${messageId}.xml`, mediaType: 'application/xml', bytes, messageId, numberOfPayments, controlSumFen };
  return faults.count > 0 ? faults.result<BankFile>(undefined) : checked(file, reader);
}

/** Reads the file once more, by the official schema: a file that says another number of payments than it should is a bug. */
function checked(file: BankFile, reader: XmlReader): FileResult<BankFile> {
  return reader.read('pain.001.001.09', file.bytes, (root) => {
    const payments = childrenOf(elementAt(root, 'CstmrCdtTrfInitn', 'PmtInf'), 'CdtTrfTxInf').length;
    if (payments !== file.numberOfPayments) throw new Error(`pain.001 holds ${payments} payments instead of ${file.numberOfPayments}`);
    return { ok: true, value: file };
  });
}

function documentOf(profile: Iso20022Profile, message: PaymentMessage, sending: Sending): object {
  const { messageId, numberOfPayments, controlSumFen } = message;
  const totals = { NbOfTxs: String(numberOfPayments), CtrlSum: yuanText(controlSumFen) };
  return {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09',
      CstmrCdtTrfInitn: {
        GrpHdr: { MsgId: messageId, CreDtTm: sending.madeAt, ...totals, InitgPty: { Nm: sending.payer.name } },
        PmtInf: { ...paymentInformationOf(profile, message, sending, totals), CdtTrfTxInf: message.payments.map(transactionOf) },
      },
    },
  };
}

function paymentInformationOf(profile: Iso20022Profile, message: PaymentMessage, { payer, executeOn }: Sending, totals: object): object {
  return {
    PmtInfId: message.paymentInformationId,
    PmtMtd: 'TRF',
    BtchBookg: 'false', // one entry a payment on the statement, so that each can be matched
    ...totals,
    ...(profile.categoryPurpose === undefined ? {} : { PmtTpInf: { CtgyPurp: { Cd: profile.categoryPurpose } } }),
    ReqdExctnDt: { Dt: executeOn },
    Dbtr: { Nm: payer.name },
    DbtrAcct: { Id: { Othr: { Id: message.debtorAccount } }, Ccy: message.currency },
    DbtrAgt: { FinInstnId: /^\d/.test(payer.bankNumber) ? { ClrSysMmbId: { ClrSysId: { Cd: 'CNAPS' }, MmbId: payer.bankNumber } } : { BICFI: payer.bankNumber } },
    ChrgBr: 'DEBT', // the payee gets the amount to the fen
  };
}

function transactionOf(payment: Payment): object {
  return {
    PmtId: { EndToEndId: payment.endToEndId },
    Amt: { InstdAmt: { '@Ccy': 'CNY', '#text': yuanText(payment.amountFen) } },
    Cdtr: { Nm: payment.creditorName },
    CdtrAcct: { Id: { Othr: { Id: payment.creditorAccount } } },
    RmtInf: { Ustrd: payment.purpose },
  };
}
