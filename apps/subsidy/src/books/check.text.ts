import { yuanText, type CityCode } from '@gongjiang/kernel';
import type { CheckCode, CheckFinding } from './ledger-check.js';
import type { CheckSummary } from './ledger.check.js';

/** What a finding says to people: what was compared with the books. */
const CHECK_WORDING = {
  'ledger.unbalanced': { zh: '总账借贷合计不平', en: 'the journal as a whole does not balance' },
  'ledger.overdrawn': { zh: '账户余额为负', en: 'an account is below zero' },
  'ledger.posting-unbalanced': { zh: '分录借贷不等（前为借，后为贷）', en: 'a posting does not balance (debit, then credit)' },
  'fund.missing': { zh: '总账中有此资金年度，资金表中没有', en: 'the books know a fund and year that is not kept' },
  'fund.budget': { zh: '资金来源的预算与拨入不符', en: 'a source\'s budget is not what the books have as appropriated' },
  'fund.recovered': { zh: '追回入账金额不符', en: 'what came back by clawbacks differs' },
  'fund.reservation': { zh: '批次预占与总账不符', en: 'what a batch holds of the fund differs' },
  'fund.available': { zh: '可用余额与总账不符', en: 'what is left of the fund differs' },
  'fund.closed-year-holds': { zh: '已结账年度仍有余额', en: 'a closed year still holds money' },
  'batch.missing': { zh: '总账中有此批次的分录，批次不存在', en: 'the books know a batch that there is not' },
  'batch.totals': { zh: '批次合计与各分块之和不符（后为各分块之和）', en: 'the batch\'s totals are not the sums of its chunks' },
  'batch.reserved': { zh: '批次应预占与总账预占不符', en: 'what the batch asks for is not what is reserved' },
  'batch.obliged': { zh: '批次应付义务与总账不符', en: 'what the batch owes is not what was obliged' },
  'batch.empty-books': { zh: '未提交的批次在总账中有余额', en: 'a batch that is not submitted has money in the books' },
  'batch.paid': { zh: '到账与总账已付不符', en: 'what was settled is not what is paid by the books' },
  'batch.owed': { zh: '仍欠付与总账应付不符', en: 'what is still owed is not what is payable by the books' },
  'batch.in-transit': { zh: '在途金额不符', en: 'what is in transit differs' },
  'clawback.open': { zh: '追回未结金额与总账不符', en: 'what claims back have open is not what the books have as claimed back' },
  'message.missing': { zh: '总账已指令，未留存支付报文', en: 'the books have it as instructed, and no message is kept' },
  'message.sealed-otherwise': { zh: '留存支付报文的封存已被破坏', en: 'the message that is kept was altered: its seal is broken' },
  'message.sum': { zh: '留存支付报文的金额不符', en: 'the message that is kept says another sum' },
  'answer.rejected': { zh: '银行拒付金额与总账不符', en: 'what the bank rejected is not what the books put back' },
  'statement.settled': { zh: '对账单到账与总账不符', en: 'what a statement\'s page settled differs' },
  'statement.returned': { zh: '对账单退票与总账不符', en: 'what a statement\'s page returned differs' },
  'statement.unmatched': { zh: '对账单有此笔，账上没有或金额不同（见异常事项）', en: 'a statement has it, and the books have not, or otherwise (see the cases)' },
  'statement.missing': { zh: '银行已受理，至今没有对账单列出', en: 'the bank took it, and no statement has it yet' },
  'chunk.lines': { zh: '分块合计与明细之和不符（后为明细之和）', en: 'a chunk\'s total is not the sum of its lines' },
  'chunk.outcome': { zh: '分块结果与明细状态不符（后为明细之和）', en: 'a chunk\'s outcome is not the sum of its lines' },
} as const satisfies Record<CheckCode, { readonly zh: string; readonly en: string }>;

export function checkFindingText({ code, object, saidFen, bookedFen }: CheckFinding): string {
  const { zh, en } = CHECK_WORDING[code];
  return `✗ ${code}  ${object}  ${yuanText(saidFen)} ≠ ${yuanText(bookedFen)}\n    ${zh} / ${en}`;
}

export function checkSummaryText(city: CityCode, { batches, chunks, lines, findings, turnovers }: CheckSummary): string {
  const verdict = findings === 0 ? '相符 agreed' : `发现 ${findings} 处不符 ${findings} findings`;
  return `${city}  ${verdict}\n  账户 accounts ${turnovers.length} · 批次 batches ${batches} · 分块 chunks ${chunks} · 明细 lines ${lines}`;
}
