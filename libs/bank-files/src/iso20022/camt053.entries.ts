import type { StatementEntry } from '@gongjiang/contracts';
import type { Day, Fen } from '@gongjiang/kernel';
import type { Faults } from '../refusal/faults.js';
import { dayOf } from './xml.days.js';
import { amountOf, childrenOf, elementAt, textAt, type XmlElement } from './xml.tree.js';

/** ISO 20022's word for an id that nobody gave: such an entry is nobody's payment, and becomes a case. */
const NOT_PROVIDED = 'NOTPROVIDED';
const NO_REASON = 'MS03';

/** The entries of a statement, one for each payment: an entry that books several together is told apart into them. */
export function entriesOf(elements: readonly XmlElement[], day: Day, faults: Faults): StatementEntry[] {
  const seen = new Set<string>();
  return elements.flatMap((element) => {
    const reference = referenceOf(element, faults);
    if (reference === undefined || !isBooked(element, day, faults)) return [];
    if (seen.has(reference)) faults.add('bank-file.duplicate-id', { line: element.line, id: reference });
    seen.add(reference);
    return bookingsOf(element, reference, faults).flatMap((booking) => entryOf(booking, day, faults) ?? []);
  });
}

function referenceOf(element: XmlElement, faults: Faults): string | undefined {
  return textAt(element, 'NtryRef') ?? textAt(element, 'AcctSvcrRef') ?? faults.add('bank-file.reference', { line: element.line, field: 'NtryRef' });
}

function isBooked(element: XmlElement, day: Day, faults: Faults): boolean {
  const status = textAt(element, 'Sts', 'Cd') ?? textAt(element, 'Sts', 'Prtry') ?? '-';
  if (status !== 'BOOK') faults.add('bank-file.not-booked', { line: element.line, found: status });
  const booked = elementAt(element, 'BookgDt');
  if (booked && dayOf(booked) !== day) faults.add('bank-file.date', { line: booked.line, field: 'BookgDt' });
  return status === 'BOOK';
}

/** One payment within an entry. */
interface Booking {
  readonly entry: XmlElement;
  readonly details: XmlElement | undefined;
  readonly reference: string;
  readonly amountFen: Fen;
}

function bookingsOf(entry: XmlElement, reference: string, faults: Faults): Booking[] {
  const amountFen = amountOf(elementAt(entry, 'Amt'), faults);
  if (amountFen === undefined) return [];
  const all = childrenOf(entry, 'NtryDtls').flatMap((details) => childrenOf(details, 'TxDtls'));
  const direction = textAt(entry, 'CdtDbtInd');
  for (const details of all) {
    const own = elementAt(details, 'CdtDbtInd');
    if (own && own.text !== direction) faults.add('bank-file.line-differs', { line: own.line, field: 'CdtDbtInd' });
  }
  const [details, second] = all;
  if (second) return manyOf(entry, all, reference, amountFen, faults);
  const own = amountOf(elementAt(details, 'Amt'), faults);
  if (own !== undefined && own !== amountFen) faults.add('bank-file.totals', { field: 'TxDtls/Amt', declared: amountFen, found: own });
  return [{ entry, details, reference, amountFen }];
}

function manyOf(entry: XmlElement, all: readonly XmlElement[], reference: string, sumFen: Fen, faults: Faults): Booking[] {
  const bookings = all.flatMap((details, at): Booking[] => {
    const amountFen = amountOf(elementAt(details, 'Amt'), faults);
    if (amountFen === undefined) faults.add('bank-file.amount', { line: details.line, field: 'TxDtls/Amt' });
    return amountFen === undefined ? [] : [{ entry, details, reference: `${reference}.${at + 1}`, amountFen }];
  });
  const found = bookings.reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (found !== sumFen) faults.add('bank-file.totals', { field: 'TxDtls/Amt', declared: sumFen, found });
  return bookings;
}

function entryOf({ entry, details, reference, amountFen }: Booking, bookedOn: Day, faults: Faults): StatementEntry | undefined {
  if (amountFen === 0) return faults.add('bank-file.amount', { line: entry.line, field: 'Amt' });
  if (reference.length > 35) return faults.add('bank-file.reference', { line: entry.line, field: 'NtryRef' });
  const refs = elementAt(details, 'Refs');
  const head = { entryReference: reference, amountFen, bookedOn };
  const bankReference = textAt(refs, 'AcctSvcrRef') ?? textAt(entry, 'AcctSvcrRef') ?? reference;
  const ids = { endToEndId: idAt(refs, 'EndToEndId'), paymentInformationId: idAt(refs, 'PmtInfId'), messageId: idAt(refs, 'MsgId'), bankReference };
  if (textAt(entry, 'CdtDbtInd') === 'DBIT') return { kind: 'debit', ...head, ...ids, reasonCode: null };
  if (isReturn(entry, details)) return { kind: 'return', ...head, ...ids, reasonCode: reasonAt(details) };
  return { kind: 'funding', ...head, bankReference, endToEndId: null, paymentInformationId: null, messageId: null, reasonCode: null };
}

/** Money that came back: the bank says so, or says why. Any other credit is the city's own money coming in. */
function isReturn(entry: XmlElement, details: XmlElement | undefined): boolean {
  return ['true', '1'].includes(textAt(entry, 'RvslInd') ?? '') || elementAt(details, 'RtrInf') !== undefined;
}

/** An id that this platform could have given; anything else is none of its payments. */
function idAt(refs: XmlElement | undefined, name: string): string {
  const id = textAt(refs, name) ?? '';
  return /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,34}$/.test(id) ? id : NOT_PROVIDED;
}

function reasonAt(details: XmlElement | undefined): string {
  const code = textAt(details, 'RtrInf', 'Rsn', 'Cd') ?? '';
  return /^[A-Z0-9]{4}$/.test(code) ? code : NO_REASON;
}
