import { fen, sumFen, yuanText } from '@gongjiang/kernel';
import { reasonText, REASON_CODES, type ReasonCode } from '@gongjiang/policy';
import { faultsOf, type MonthResult } from './month.js';

const CITY_NAMES: Readonly<Record<string, string>> = { 330300: '温州 Wenzhou', 330700: '金华 Jinhua' };

/** What the check of persons found: the reasons that are none of policy's. */
const HOLD_TEXTS: Readonly<Record<string, string>> = {
  'person-unknown': '人员库查无此人 / not in the registry',
  'account-not-own': '收款账户非本人 / account in another\'s name',
  'overpaid-before': '此前多付，待核 / more was paid before',
};

/** The stages of a batch, each from the change that begins it to the change that ends it. */
const STAGES = [
  ['计算', 'calculation', 'calculation-started', 'calculated'],
  ['复核', 'review', 'submitted', 'reviewed'],
  ['公示', 'notice', 'reviewed', 'cleared'],
  ['审批至放款', 'approval to release', 'cleared', 'released'],
  ['发放', 'disbursement', 'released', 'settled'],
  ['对账', 'reconciliation', 'settled', 'reconciled'],
] as const;

/** The month as a mayor would read it: persons, money by clause and fund, what is held and why, and the proof. */
export function monthSummary(result: MonthResult): string {
  return [...takenIn(result), '', ...notGranted(result), '', ...paid(result), '', ...held(result), '', ...atTheBank(result), '', ...days(result), '', ...proof(result)].join('\n');
}

function takenIn({ imports, certificates, recognitions }: MonthResult): string[] {
  const lines = imports.map(({ city, kind, rows, taken, refused }) => `  ${CITY_NAMES[city]}  ${kind === 'persons' ? '人员名册 persons' : '申请名册 claims '}  ${rows} 行 rows，导入 taken ${taken}，退回修改 to mend ${refused}`);
  return ['收件 Taken in', ...lines, `  ${CITY_NAMES['330700']}  发证事件 certificates on Kafka  ${certificates}（免申即享 without application）`, `  ${CITY_NAMES['330700']}  称号、获奖、认定、人次事件 titles, medals, listings and counts on Kafka  ${recognitions}（免申即享 without application）`];
}

function notGranted({ claims }: MonthResult): string[] {
  const decided = claims.reduce((sum, count) => sum + count.claims, 0);
  const granted = claims.filter((count) => count.outcome === 'granted').reduce((sum, count) => sum + count.claims, 0);
  const rows = claims.filter((count) => count.outcome !== 'granted').sort((left, right) => right.claims - left.claims)
    .map(({ entitlement, code, claims: number }) => `  ${String(number).padStart(7)}  ${entitlement.padEnd(28)} ${reasonOf(code ?? '')}`);
  return [`申请决定 Claims decided: ${decided}，给予资格 granted ${granted}，未获批准及原因 not granted, with the reason:`, ...(rows.length > 0 ? rows : ['  无 none'])];
}

function paid({ batches }: MonthResult): string[] {
  const rows = batches.flatMap((batch) => batch.byEntitlement.map((total) => `  ${CITY_NAMES[batch.city]}  ${total.clause.padEnd(10)} ${batch.fund.padEnd(25)} ${String(total.lines).padStart(7)} 人次 lines  ${money(total.amountFen)}`));
  const totalFen = sumFen(batches.map((batch) => fen(batch.amountFen ?? 0)));
  const lines = batches.reduce((sum, batch) => sum + (batch.lines ?? 0), 0);
  return ['批准发放，按条款与资金 Approved, by clause and fund', ...rows, `  合计 total${' '.repeat(44)}${String(lines).padStart(7)} 人次 lines  ${money(totalFen)}`];
}

function held({ batches }: MonthResult): string[] {
  const counts = new Map<string, number>();
  for (const batch of batches) for (const [code, lines] of Object.entries(batch.heldByCode)) counts.set(code, (counts.get(code) ?? 0) + lines);
  const rows = [...counts].sort(([, left], [, right]) => right - left).map(([code, lines]) => `  ${String(lines).padStart(7)}  ${code.padEnd(18)} ${reasonOf(code)}`);
  return ['暂缓，本月未付 Held this month, with the reason', ...(rows.length > 0 ? rows : ['  无 none'])];
}

function atTheBank({ batches }: MonthResult): string[] {
  const sum = (pick: (outcome: NonNullable<MonthResult['batches'][number]['outcome']>) => number): number => batches.reduce((total, batch) => total + (batch.outcome ? pick(batch.outcome) : 0), 0);
  const row = (label: string, lines: number, amount: number): string => `  ${label}  ${String(lines).padStart(7)}  ${money(amount)}`;
  return [
    '银行结果 At the bank',
    row('到账 settled   ', sum((outcome) => outcome.settledLines), sum((outcome) => outcome.settledFen)),
    row('拒付 rejected  ', sum((outcome) => outcome.rejectedLines), sum((outcome) => outcome.rejectedFen)),
    row('退票 returned  ', sum((outcome) => outcome.returnedLines), sum((outcome) => outcome.returnedFen)),
    '  拒付与退票仍列为应付，更正账户后随下批再付；本月再付 repaid this month: 0',
    '  Rejected and returned lines stay owed and go out with the next batch, once their accounts are put right.',
  ];
}

function days({ batches }: MonthResult): string[] {
  const rows = STAGES.map(([zh, en, from, to]) => {
    const spans = batches.map((batch) => `${dayOf(batch, from)} → ${dayOf(batch, to)}`);
    return `  ${zh} ${en}: ${[...new Set(spans)].join('，')}`;
  });
  return ['各环节业务日期 Days of each step', ...rows];
}

function proof(result: MonthResult): string[] {
  const { ledgers, bank } = result;
  const paidFen = sumFen(Object.values(ledgers).map((ledger) => fen(ledger.places['paid'] ?? 0)));
  const faults = faultsOf(result);
  return [
    '凭证 Proof',
    ...Object.entries(ledgers).map(([city, ledger]) => `  ${CITY_NAMES[city]}  总账${ledger.balanced ? '平衡' : '不平'}：借贷合计之差 0 分 / the books ${ledger.balanced ? 'balance' : 'DO NOT balance'}; paid ${money(ledger.places['paid'] ?? 0)}, owed ${money(ledger.places['payable'] ?? 0)}, in transit ${money(ledger.places['in-transit'] ?? 0)}`),
    `  总账已付 paid by the books      ${money(paidFen)}`,
    `  银行账册到账 settled by the bank ${money(bank.byStatus.settled.sumFen)}`,
    `  重复支付 paid more than once     ${bank.idsPaidMoreThanOnce}`,
    faults.length === 0 ? '  结论：本月已关闭，与银行逐分相符。 The month is closed, and agrees with the bank to the fen.' : `  结论：未通过 NOT in order: ${faults.join('; ')}`,
  ];
}

function dayOf(batch: MonthResult['batches'][number], kind: string): string {
  return batch.changes.find((change) => change.kind === kind)?.on ?? '?';
}

function reasonOf(code: string): string {
  if ((REASON_CODES as readonly string[]).includes(code)) return `${reasonText(code as ReasonCode, 'zh')} / ${reasonText(code as ReasonCode, 'en')}`;
  return HOLD_TEXTS[code] ?? code;
}

function money(amount: number): string {
  return `${yuanText(fen(amount)).padStart(16)} 元`;
}
