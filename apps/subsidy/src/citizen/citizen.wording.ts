import type { WordingTable } from '@gongjiang/http';
import type { ClaimOutcome } from '../claim/claim.js';
import type { Waiting } from '../clawback/clawback.waiting.js';
import type { PaymentStage } from './citizen.js';

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Where a line stands, as its payee reads it. */
export const STAGE_WORDS = {
  'in-notice': { zh: '公示中，公示期满后审批', en: 'On the public list; approval follows when its days are over' },
  approved: { zh: '已审批，待银行发放', en: 'Approved; the bank is going to pay it' },
  withheld: { zh: '有人提出异议，核实期间暂停发放', en: 'Somebody objected; it rests until that is decided' },
  sent: { zh: '银行已受理，待到账', en: 'The bank has taken it; it will arrive' },
  rejected: { zh: '银行未能付至您的账户，请到经办机构更正账户，更正后随下批发放', en: 'The bank could not pay it to your account. Have the account put right; it goes out with the next batch' },
  paid: { zh: '已到账', en: 'Paid' },
  returned: { zh: '款项被银行退回，请到经办机构更正账户，更正后随下批发放', en: 'It came back from the bank. Have the account put right; it goes out with the next batch' },
  offset: { zh: '已用于抵扣应追回款项', en: 'Kept against what is claimed back from you' },
  overpaid: { zh: '重新核定后少于已发金额，差额将依程序追回', en: 'It came to less than was paid; the difference will be claimed back in due form' },
  void: { zh: '不予发放', en: 'Not paid' },
  'taken-over': { zh: '平台启用前已发放', en: 'Paid before this platform' },
} as const satisfies Record<PaymentStage, Words>;

/** What a claim came to. */
export const OUTCOME_WORDS = {
  granted: { zh: '符合条件', en: 'Granted' },
  refused: { zh: '不符合条件', en: 'Refused' },
  referred: { zh: '需由经办人员决定', en: 'Left to an officer' },
  'needs-input': { zh: '材料不全，需补正', en: 'Something is missing and must be supplied' },
} as const satisfies Record<ClaimOutcome['outcome'], Words>;

/** What the person can do while a claim back waits; nobody waits for the person in the others. */
export const CLAWBACK_WORDS = {
  notification: null,
  statement: { zh: '您可以在期限前陈述、申辩', en: 'You can be heard until this day' },
  decision: { zh: '您的陈述已记录，等待决定', en: 'What you said is recorded; the decision follows' },
  appeal: { zh: '您可以在期限前申请复核', en: 'You can appeal until this day' },
  'appeal-decision': { zh: '您的复核申请正在审理', en: 'Your appeal is being decided' },
  'waiver-decision': { zh: '免除申请正在审理', en: 'Whether it is let go is being decided' },
  payment: { zh: '请按期退还，或从以后的发放中抵扣', en: 'Pay it back in time, or it is kept from later payments' },
} as const satisfies Record<Waiting, Words | null>;

export type CitizenCode = 'citizen.no-person';

export const CITIZEN_WORDING = {
  'citizen.no-person': { status: 403, zh: '登录信息中没有个人身份，无法查询', en: 'The token does not say whose matters these are' },
} as const satisfies Record<CitizenCode, WordingTable[string]>;
