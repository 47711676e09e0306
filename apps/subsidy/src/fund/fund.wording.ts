import type { WordingTable } from '@gongjiang/http';
import type { FundChangeRefusalCode } from './fund-change.js';

/** What people read where a fund, or a change of one, is refused. */
export const FUND_WORDING = {
  'fund.unknown': { status: 409, zh: '资金“{fund}”在 {year} 年没有预算', en: 'The fund {fund} has no budget in {year}' },
  'fund.unknown-fund': { status: 404, zh: '本市没有资金“{fund}”', en: 'This city has no fund {fund}' },
  'fund.overdrawn': { status: 409, zh: '资金余额不足：可用 {availableFen} 分，需要 {neededFen} 分', en: 'The fund is short: {availableFen} fen available, {neededFen} needed' },
  'fund.earmarked': { status: 409, zh: '资金“{fund}” {year} 年可用 {availableFen} 分，但其中指定用途的部分不得用于本批待遇，需要 {neededFen} 分', en: 'The fund {fund} has {availableFen} fen left in {year}, but what is earmarked may not pay for this; {neededFen} fen are needed' },
  'fund.below-reserved': { status: 409, zh: '资金“{fund}” {year} 年该来源已预占 {reservedFen} 分，不能减到其下', en: 'Of this source of the fund {fund} in {year}, {reservedFen} fen are reserved: it cannot be less' },
  'fund.reserved-otherwise': { status: 409, zh: '该批次已从“{fund}”预占另一金额：{reservedFen} 分', en: 'Another sum of {fund} is reserved for this batch: {reservedFen} fen' },
  'fund.earmarks-cross': { status: 409, zh: '指定用途“{earmark}”与资金“{fund}”已有的指定用途部分重叠：须互不相干或一个包含另一个', en: 'The earmark {earmark} crosses another of the fund {fund}: they must lie apart, or one within the other' },
  'fund.year-closed': { status: 409, zh: '资金“{fund}” {year} 年已结账或正在结账', en: 'The year {year} of the fund {fund} is closed, or closing' },
  'fund.year-running': { status: 409, zh: '{year} 年尚未结束，不能结账', en: 'The year {year} is not over: it cannot be closed' },
  'fund.year-unfinished': { status: 409, zh: '尚有未完成的事项，不能结账：{unfinished}', en: 'This is not finished, so the year cannot be closed: {unfinished}' },
  'fund.year-holds-money': { status: 409, zh: '资金“{fund}” {year} 年在“{place}”尚有 {amountFen} 分，不能结账', en: 'The year {year} of the fund {fund} still has {amountFen} fen {place}: it cannot be closed' },
  'fund.budget-moved': { status: 409, zh: '预算在提出之后已变动：提出时 {seenFen} 分，现为 {budgetFen} 分，请重新提出', en: 'The budget has changed since: it was {seenFen} fen when this was proposed and is {budgetFen} fen now. Propose it again' },
  'fund.nothing-changed': { status: 409, zh: '预算没有变化', en: 'The budget is that already' },
  'fund.special-apart': { status: 409, zh: '“{fund}”为专账，专款专用，不得调入调出', en: '{fund} is a special account: no money goes to another fund, or comes from one' },
  'fund.same-fund': { status: 409, zh: '调出与调入为同一资金', en: 'The money would go to the fund that it comes from' },
  'fund-change.unknown': { status: 404, zh: '没有这项资金变更：{change}', en: 'There is no such change of a fund: {change}' },
  'fund-change.own-proposal': { status: 403, zh: '提出人不得确认自己提出的变更', en: 'Who proposed it cannot confirm it' },
  'fund-change.decided': { status: 409, zh: '该变更已有结果：{status}', en: 'This change is decided already: {status}' },
  'fund-change.too-many-open': { status: 409, zh: '该资金年度待确认的变更已达 {most} 项', en: '{most} changes of this fund and year wait to be confirmed already' },
} as const satisfies Record<FundChangeRefusalCode, WordingTable[string]>;
