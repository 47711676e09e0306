import { fen, sumFen, yuanText } from '@gongjiang/kernel';
import type { LineSum } from '../office/office.shapes.js';
import type { MonthResult } from './month.js';
import { nextMonthFaults, type NextMonthResult } from './next-month.js';

type Batches = MonthResult['batches'];

/** The second month as a mayor would read it: what became of everything that the first one left. */
export function nextMonthSummary(first: MonthResult, result: NextMonthResult): string {
  const { batches, changes, objected, claimsBack, bank } = result;
  const outcome = (of: Batches, pick: (outcome: NonNullable<Batches[number]['outcome']>) => number): number => of.reduce((sum, batch) => sum + (batch.outcome ? pick(batch.outcome) : 0), 0);
  const total = (pick: (batch: Batches[number]) => LineSum | null): LineSum => ({ lines: batches.reduce((sum, batch) => sum + (pick(batch)?.lines ?? 0), 0), amountFen: sumFen(batches.map((batch) => fen(pick(batch)?.amountFen ?? 0))) });
  const faults = nextMonthFaults(first, result);
  return [
    '下一个月 The month after',
    row('新付 newly paid', total((batch) => ({ lines: batch.lines ?? 0, amountFen: batch.amountFen ?? 0 })), '本月应付 due for the month'),
    row('补付往月 late months', total((batch) => batch.late), `补报 ${changes.late} 人，异议不成立 ${objected.paidLater} 笔 / enrolled late, and lines whose objection was dismissed after the approval`),
    row('更正上调 raised', total((batch) => batch.raised), `更正事实 ${changes.raised} 件，按差额补付 / facts were corrected; the difference is paid with its reason`),
    row('更正下调 lowered', total((batch) => batch.overpaid), `事后得知 ${changes.left} 人当月已离职，转追回 / had left in the month that was paid; to be claimed back`),
    row('再付 repaid', total((batch) => batch.carried), `更正账户 ${changes.accounts} 户，以新编号再付 / accounts were put right; paid again under new ids`),
    row('暂缓 held', { lines: batches.reduce((sum, batch) => sum + (batch.heldLines ?? 0), 0), amountFen: 0 }, '原因同上，逐月再决 / for the reasons above; decided afresh each month'),
    row('拒付 rejected', { lines: outcome(batches, (of) => of.rejectedLines), amountFen: outcome(batches, (of) => of.rejectedFen) }, '账户未更正者 / accounts that nobody has put right yet'),
    row('退票 returned', { lines: outcome(batches, (of) => of.returnedLines), amountFen: outcome(batches, (of) => of.returnedFen) }, '仍列为应付 / stay owed'),
    row('异议 objected', { lines: objected.restored + objected.paidLater + objected.neverPaid, amountFen: 0 }, `恢复 restored ${objected.restored}，下批发放 paid with the next batch ${objected.paidLater}，成立不付 upheld, never paid ${objected.neverPaid}`),
    row('追回 clawed back', { lines: claimsBack.opened, amountFen: claimsBack.demandedFen }, `生效并还清 in force and paid back ${claimsBack.settled}（${yuanText(claimsBack.repaidFen)} 元），办理中 waiting ${claimsBack.waiting}`),
    `  两月银行到账 settled by the bank in both months ${yuanText(fen(bank.byStatus.settled.sumFen)).padStart(16)} 元，重复支付 paid more than once ${bank.idsPaidMoreThanOnce}`,
    faults.length === 0 ? '  结论：两月均已关闭，与银行逐分相符。 Both months are closed, and agree with the bank to the fen.' : `  结论：未通过 NOT in order: ${faults.join('; ')}`,
  ].join('\n');
}

function row(label: string, { lines, amountFen }: LineSum, why: string): string {
  return `  ${label.padEnd(18)} ${String(lines).padStart(7)} 笔 ${amountFen === 0 ? ' '.repeat(18) : `${yuanText(fen(amountFen)).padStart(15)} 元`}  ${why}`;
}
