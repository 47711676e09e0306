import type { Payment, PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { summedAnswer } from '../answer/summed.js';
import { Faults, type FileResult } from '../refusal/faults.js';
import { outcomeOf, reasonOf, type Outcome } from './pain002.status.js';
import { checkPain002Totals } from './pain002.totals.js';
import { amountOf, childrenOf, elementAt, textAt, type XmlElement } from './xml.tree.js';

/**
 * The answer to a message, out of pain.002.001.10. Refused where it speaks of another message, leaves a payment out,
 * names one twice, is not decided yet, or disagrees with its own totals or with what was sent.
 */
export function readPain002(root: XmlElement, sent: PaymentMessage): FileResult<PaymentMessageAnswer> {
  const faults = new Faults();
  const report = elementAt(root, 'CstmrPmtStsRpt');
  const group = elementAt(report, 'OrgnlGrpInfAndSts');
  const informations = childrenOf(report, 'OrgnlPmtInfAndSts');
  const [information] = informations;
  checkMeant(group, informations, sent, faults);
  const lines = linesOf(childrenOf(information, 'TxInfAndSts'), [information, group], sent, faults);
  if (faults.count > 0) return faults.result<PaymentMessageAnswer>(undefined);
  const answer = summedAnswer(sent, lines);
  checkPain002Totals([group, information], answer, sent, faults);
  return faults.result(answer);
}

function checkMeant(group: XmlElement | undefined, informations: readonly XmlElement[], sent: PaymentMessage, faults: Faults): void {
  const said: [string, string | undefined][] = [
    [sent.messageId, textAt(group, 'OrgnlMsgId')],
    ['pain.001.001.09', textAt(group, 'OrgnlMsgNmId')],
    ...informations.map((one): [string, string | undefined] => [sent.paymentInformationId, textAt(one, 'OrgnlPmtInfId')]),
  ];
  for (const [expected, found = '-'] of said) if (found !== expected) faults.add('bank-file.other-message', { expected, found });
  const [, second] = informations;
  if (second) faults.add('bank-file.duplicate-id', { line: second.line, id: sent.paymentInformationId });
}

/** The lines that are named; where none is, the whole message's status is each line's. Some of them are never taken for all. */
function linesOf(elements: readonly XmlElement[], levels: Levels, sent: PaymentMessage, faults: Faults): PaymentLineAnswer[] {
  const whole = wholeStatusOf(levels, faults);
  if (elements.length === 0) return linesOfWhole(whole, levels, sent, faults);
  const payments = new Map(sent.payments.map((payment) => [payment.endToEndId, payment]));
  const seen = new Set<string>();
  const lines = elements.flatMap((element) => lineOf(element, { payments, seen }, faults) ?? []);
  const missing = sent.payments.filter(({ endToEndId }) => !seen.has(endToEndId)).length;
  if (missing > 0) faults.add('bank-file.missing-lines', { count: missing });
  const contradicts = isDecided(whole) && lines.some(({ status }) => status !== whole);
  if (contradicts) faults.add('bank-file.totals', { field: 'GrpSts', declared: whole, found: whole === 'accepted' ? 'rejected' : 'accepted' });
  return lines;
}

/** The payment information and the group, the nearer first. */
type Levels = readonly (XmlElement | undefined)[];

interface Expected {
  readonly payments: ReadonlyMap<string, Payment>;
  readonly seen: Set<string>;
}

function lineOf(element: XmlElement, { payments, seen }: Expected, faults: Faults): PaymentLineAnswer | undefined {
  const { line } = element;
  const endToEndId = textAt(element, 'OrgnlEndToEndId');
  if (endToEndId === undefined) return faults.add('bank-file.reference', { line, field: 'OrgnlEndToEndId' });
  const payment = payments.get(endToEndId);
  if (!payment) return faults.add('bank-file.unknown-line', { line, id: endToEndId });
  if (seen.has(endToEndId)) return faults.add('bank-file.duplicate-id', { line, id: endToEndId });
  seen.add(endToEndId);
  const amount = elementAt(element, 'OrgnlTxRef', 'Amt', 'InstdAmt');
  if (amount && amountOf(amount, faults) !== payment.amountFen) faults.add('bank-file.line-differs', { line, field: 'InstdAmt' });
  const status = decided(elementAt(element, 'TxSts'), element, faults);
  if (status === undefined) return undefined;
  return { endToEndId, status, bankReference: textAt(element, 'AcctSvcrRef') ?? null, ...reasonOf(status, reasonCodesOf(element)) };
}

function decided(element: XmlElement | undefined, line: XmlElement, faults: Faults): 'accepted' | 'rejected' | undefined {
  const found = element?.text ?? '-';
  const outcome = outcomeOf(found);
  if (outcome === undefined) return faults.add('bank-file.status', { line: line.line, found });
  return outcome === 'undecided' ? faults.add('bank-file.undecided', { line: line.line, found }) : outcome;
}

function reasonCodesOf(element: XmlElement): string[] {
  return childrenOf(element, 'StsRsnInf').flatMap((reason) => textAt(reason, 'Rsn', 'Cd') ?? textAt(reason, 'Rsn', 'Prtry') ?? []);
}

/** What is said of the message as a whole, the nearer word first; PART says that the lines decide. Two that disagree are refused. */
function wholeStatusOf(levels: Levels, faults: Faults): Outcome | undefined {
  const [nearest, ...others] = statedOf(levels).filter(({ text }) => text !== 'PART').map(({ text, line }) => ({ text, line, outcome: outcomeOf(text) }));
  for (const { text, line, outcome } of [nearest, ...others].filter((one) => one !== undefined)) {
    if (outcome === undefined) faults.add('bank-file.status', { line, found: text });
  }
  const opposed = others.find(({ outcome }) => isDecided(outcome) && isDecided(nearest?.outcome) && outcome !== nearest?.outcome);
  if (opposed && nearest) faults.add('bank-file.totals', { field: 'GrpSts', declared: opposed.text, found: nearest.text });
  return nearest?.outcome;
}

/** Every line as the whole. Without a status that decides nothing is known of any line. */
function linesOfWhole(whole: Outcome | undefined, levels: Levels, sent: PaymentMessage, faults: Faults): PaymentLineAnswer[] {
  const undecided = statedOf(levels).find(({ text }) => outcomeOf(text) === 'undecided');
  if (undecided) faults.add('bank-file.undecided', { line: undecided.line, found: undecided.text });
  else if (!isDecided(whole) || statedOf(levels).some(({ text }) => text === 'PART')) faults.add('bank-file.missing-lines', { count: sent.numberOfPayments });
  if (!isDecided(whole)) return [];
  const codes = levels.flatMap((level) => (level ? reasonCodesOf(level) : []));
  return sent.payments.map(({ endToEndId }) => ({ endToEndId, status: whole, bankReference: null, ...reasonOf(whole, codes) }));
}

function isDecided(outcome: Outcome | undefined): outcome is 'accepted' | 'rejected' {
  return outcome === 'accepted' || outcome === 'rejected';
}

function statedOf(levels: Levels): XmlElement[] {
  return levels.flatMap((level) => elementAt(level, 'PmtInfSts') ?? elementAt(level, 'GrpSts') ?? []);
}
