/** The ISO 20022 external reason codes that this platform knows by name; a bank may answer with others. */
export const BANK_REASONS = {
  AC01: { en: 'The account number is wrong', zh: '账号有误' },
  AC02: { en: 'The paying account is unknown', zh: '付款账号不存在' },
  AC04: { en: 'The account is closed', zh: '账户已销户' },
  AC06: { en: 'The account is blocked', zh: '账户被冻结' },
  AM04: { en: 'The paying account lacks the money', zh: '付款账户余额不足' },
  AM05: { en: 'The end-to-end id was used before with another amount, name or account', zh: '交易号已用于另一笔付款' },
  AM09: { en: 'The amount is not the one agreed or expected', zh: '金额不符' },
  BE01: { en: 'The account is in another name', zh: '户名与账号不符' },
  MS03: { en: 'Rejected without a reason by the bank', zh: '银行未说明原因' },
} as const;

export type BankReasonCode = keyof typeof BANK_REASONS;

export function isBankReasonCode(code: string): code is BankReasonCode {
  return Object.hasOwn(BANK_REASONS, code);
}

/**
 * Reasons of this platform's own, in the shape of the bank's: the payment was stopped before it left, so that no bank
 * has ever heard of it.
 */
export const STOPPED_REASONS = {
  GJ01: { en: 'Not sent: the account number fails its check', zh: '未发送：收款账号未通过校验' },
  GJ02: { en: 'Not sent: the name or purpose holds a character that has no place in a payment', zh: '未发送：户名或用途含不可用的字符' },
  GJ03: { en: "Not sent: the bank's encoding cannot carry the name or purpose", zh: '未发送：银行编码无法准确表示户名或用途' },
  GJ04: { en: 'Not sent: the name or purpose is longer than the bank takes', zh: '未发送：户名或用途超过银行允许的长度' },
  GJ05: { en: "Not sent: the name or purpose would break the bank's file", zh: '未发送：户名或用途会破坏银行文件的格式' },
  GJ06: { en: 'Not sent: the amount is above what the bank takes', zh: '未发送：金额超过银行限额' },
  GJ07: { en: 'Not sent: the account is at another bank, which this one does not pay to', zh: '未发送：收款账户在他行，本行不受理' },
} as const;

export type StoppedReasonCode = keyof typeof STOPPED_REASONS;

/** True for a payment that never left: the bank's books cannot know it. */
export function isStoppedReason(code: string | null): code is StoppedReasonCode {
  return code !== null && Object.hasOwn(STOPPED_REASONS, code);
}
