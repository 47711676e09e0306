import type { BankSideFile } from '@gongjiang/bank-files';
import type { PaymentMessageAnswer, Statement, StatusInquiryAnswer } from '@gongjiang/contracts';
import { addFen, fen } from '@gongjiang/kernel';
import { draw, type CallFaults } from './misbehaviour.js';

/** The answer as the faults leave it; what is booked is not touched by any of them. */
export function distortAnswer(answer: PaymentMessageAnswer, faults: CallFaults): PaymentMessageAnswer {
  const { accepted, rejected } = answer.totals;
  const totals = faults.has('answers-wrong-totals') ? { accepted: { ...accepted, sumFen: addFen(accepted.sumFen, fen(1)) }, rejected } : answer.totals;
  return { ...answer, totals, lines: distortList(answer.lines, (line) => line.endToEndId, faults) };
}

export function distortStatuses(answer: StatusInquiryAnswer, faults: CallFaults): StatusInquiryAnswer {
  const statuses = distortList(answer.statuses, (status) => status.endToEndId, faults);
  if (!faults.has('forgets-on-inquiry')) return { ...answer, statuses };
  return {
    ...answer,
    statuses: statuses.map(({ endToEndId }) => ({ endToEndId, status: 'unknown-id', amountFen: null, bankReference: null, reasonCode: null, bookedOn: null })),
  };
}

export function distortStatement(statement: Statement, faults: CallFaults): Statement {
  const entries = distortList(statement.entries, (entry) => entry.entryReference, faults);
  const [first, ...others] = entries;
  return {
    ...statement,
    debitSumFen: faults.has('answers-wrong-totals') ? addFen(statement.debitSumFen, fen(1)) : statement.debitSumFen,
    entries: first && faults.has('states-wrong-amounts') ? [{ ...first, amountFen: addFen(first.amountFen, fen(1)) }, ...others] : entries,
  };
}

/** A file that breaks off in the middle. */
export function distortFile(file: BankSideFile, faults: CallFaults): BankSideFile {
  return faults.has('truncates-files') ? { ...file, bytes: file.bytes.subarray(0, file.bytes.length >> 1) } : file;
}

function distortList<Item>(items: Item[], idOf: (item: Item) => string, faults: CallFaults): Item[] {
  let list = items;
  if (faults.has('omits-lines')) list = list.filter((_, at) => at % 2 === 0);
  if (faults.has('answers-twice')) list = [...list, ...list];
  if (faults.has('answers-out-of-order')) list = shuffled(list, idOf);
  return list;
}

/** Another order, the same each time; two items or more never stay as they were. */
function shuffled<Item>(items: Item[], idOf: (item: Item) => string): Item[] {
  const byDraw = items.map((item) => ({ item, place: draw(idOf(item)) })).sort((left, right) => left.place - right.place).map(({ item }) => item);
  return byDraw.every((item, at) => item === items[at]) ? byDraw.reverse() : byDraw;
}
