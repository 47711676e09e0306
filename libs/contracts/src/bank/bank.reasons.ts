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
