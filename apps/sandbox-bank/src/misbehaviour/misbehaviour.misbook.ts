import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { fen, type Fen } from '@gongjiang/kernel';
import type { RuleOf } from './misbehaviour.plan.js';

type Rule = RuleOf<'misbooks'>;
type Debit = Extract<StatementEntry, { kind: 'debit' }>;

/** What a wrong booking is on its day, and what puts it right later. */
interface Mistake {
  readonly wrong: readonly Debit[];
  readonly right: readonly StatementEntry[];
}

/** Why the bank takes a booking back: its own technical fault. */
const OWN_FAULT = 'TECH';

/**
 * A statement as a bank gives it that has booked payments wrongly, and puts them right on a later day. Its totals are
 * those of what it states, so that nothing but the lines tells. For days of one page.
 */
export function misbooked(statement: Statement, rules: readonly Rule[], debitOf: (endToEndId: string) => Debit | undefined): Statement {
  return rules.reduce((stated, rule) => {
    const debit = debitOf(rule.endToEndId);
    return debit ? withMistake(stated, rule, debit) : stated;
  }, statement);
}

function withMistake(statement: Statement, rule: Rule, debit: Debit): Statement {
  const { wrong, right } = mistakeOf(rule, debit);
  const surplusFen = sumOf(wrong) - debit.amountFen;
  if (statement.day === debit.bookedOn) return added({ ...statement, entries: statement.entries.filter(({ entryReference }) => entryReference !== debit.entryReference) }, wrong, { debitFen: surplusFen, entries: wrong.length - 1 });
  const isBetween = debit.bookedOn < statement.day && statement.day <= rule.rightOn;
  const opened = isBetween ? { ...statement, openingBalanceFen: (statement.openingBalanceFen - surplusFen) as Fen, closingBalanceFen: (statement.closingBalanceFen - surplusFen) as Fen } : statement;
  return statement.day === rule.rightOn ? added(opened, right, { debitFen: sumOf(right.filter(({ kind }) => kind === 'debit')), creditFen: sumOf(right.filter(({ kind }) => kind !== 'debit')), entries: right.length }) : opened;
}

function mistakeOf({ how, rightOn }: Rule, debit: Debit): Mistake {
  const again: Debit = { ...debit, entryReference: `${debit.entryReference}-R`, bookedOn: rightOn };
  const half = fen(Math.floor(debit.amountFen / 2));
  const takenBack = (amountFen: Fen): StatementEntry => ({ ...again, kind: 'return', entryReference: `${debit.entryReference}-T`, amountFen, reasonCode: OWN_FAULT });
  switch (how) {
    case 'omits': return { wrong: [], right: [again] };
    case 'twice': return { wrong: [debit, { ...debit, entryReference: `${debit.entryReference}-2` }], right: [takenBack(debit.amountFen)] };
    case 'partial': return { wrong: [{ ...debit, amountFen: half }], right: [takenBack(half), again] };
    case 'wrong-amount': return { wrong: [{ ...debit, amountFen: fen(debit.amountFen + 1) }], right: [takenBack(fen(debit.amountFen + 1)), again] };
  }
}

function added(statement: Statement, entries: readonly StatementEntry[], { debitFen = 0, creditFen = 0, entries: more }: { readonly debitFen?: number; readonly creditFen?: number; readonly entries: number }): Statement {
  return {
    ...statement,
    entries: [...statement.entries, ...entries],
    numberOfEntries: statement.numberOfEntries + more,
    debitSumFen: fen(statement.debitSumFen + debitFen),
    creditSumFen: fen(statement.creditSumFen + creditFen),
    closingBalanceFen: (statement.closingBalanceFen - debitFen + creditFen) as Fen,
  };
}

function sumOf(entries: readonly { readonly amountFen: number }[]): number {
  return entries.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

