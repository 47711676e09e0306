import type { WordingTable } from '@gongjiang/http';
import type { AccountChangeRefusalCode } from './account-change.js';

export type AccountChangeCode =
  | AccountChangeRefusalCode | 'account-change.no-card-number' | 'account-change.unknown' | 'account-change.person-unknown' | 'account-change.not-own-name' | 'account-change.same-account' | 'account-change.open-already';

export const ACCOUNT_CHANGE_WORDING = {
  'account-change.own-proposal': { status: 409, zh: '账户变更须由另一人确认', en: 'Another person must confirm what you proposed' },
  'account-change.wrong-status': { status: 409, zh: '账户变更状态为“{status}”，不能执行此操作', en: 'The change is {status}; this cannot be done to it' },
  'account-change.cooling': { status: 409, zh: '冷静期至 {until}，届满后生效', en: 'The payee can object until {until}' },
  'account-change.unknown': { status: 404, zh: '没有这项账户变更', en: 'There is no such change of an account' },
  'account-change.person-unknown': { status: 404, zh: '人员库中没有此人', en: 'The registry has no such payee' },
  'account-change.not-own-name': { status: 422, zh: '新账户不在本人名下', en: "The new account is not in the payee's own name" },
  'account-change.no-card-number': { status: 422, zh: '不是有效的银行卡号', en: 'This is no number of a bank card' },
  'account-change.same-account': { status: 409, zh: '与现有账户相同', en: 'This is the account already' },
  'account-change.open-already': { status: 409, zh: '此人已有未结的账户变更：{change}', en: 'Another change of this payee is open: {change}' },
} as const satisfies Record<AccountChangeCode, WordingTable[string]>;
