/** What a person or a program may do in its city. */
export const ROLES = [
  'handler', // 经办: calculates and submits
  'reviewer', // 复核: reviews, which opens the notice
  'approver', // 审批: approves what is cleared
  'releaser', // 放款: releases the payment
  'finance', // 财务: funds, ledger, reconciliation
  'auditor', // 审计管理员: reads the audit trail
  'system', // 系统管理员: runs the installation
  'security', // 安全管理员: persons and their roles
  'integrator', // 对接系统: another system that hands in files and facts
  'citizen', // 个人: sees what concerns the person alone
] as const;

export type Role = (typeof ROLES)[number];

export function isRole(value: unknown): value is Role {
  return (ROLES as readonly unknown[]).includes(value);
}

/** The three administrators (三员) watch one another: no one person holds two of these (GB/T 22239 8.1.5). */
const NEVER_TOGETHER: readonly Role[] = ['system', 'security', 'auditor'];

/** The administrators' roles that this person would hold at once; empty where all is well. */
export function rolesThatExclude(roles: readonly Role[]): readonly Role[] {
  const held = NEVER_TOGETHER.filter((role) => roles.includes(role));
  return held.length > 1 ? held : [];
}
