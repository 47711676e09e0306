import type { WordingTable } from '@gongjiang/http';
import type { DutyRefusal } from '@gongjiang/kernel';
import type { ActorRefusal } from './actor/actor.claims.js';
import type { ProofRefusal } from './audit/audit-proof.js';
import type { TokenRefusal } from './auth/token-verifier.js';

export type SecurityCode = ActorRefusal['code'] | TokenRefusal['code'] | DutyRefusal['code'] | ProofRefusal['code'] | 'auth.missing' | 'auth.role';

/** Spread it into the wording of every service that takes tokens. */
export const SECURITY_WORDING = {
  'auth.missing': { status: 401, zh: '请登录：缺少 Bearer 令牌', en: 'A Bearer token is needed' },
  'auth.invalid': { status: 401, zh: '令牌无效', en: 'The token is not valid' },
  'auth.expired': { status: 401, zh: '令牌已过期，请重新登录', en: 'The token has expired: sign in again' },
  'auth.issuer-unreachable': { status: 503, zh: '身份认证服务暂时不可用，请稍后再试', en: 'The issuer of tokens cannot be reached: try again later' },
  'auth.claims': { status: 401, zh: '令牌缺少有效的 {claim}', en: 'The token names no usable {claim}' },
  'auth.roles-exclude': { status: 403, zh: '同一人不得兼任：{roles}', en: 'One person may not hold these together: {roles}' },
  'auth.role': { status: 403, zh: '此操作需要以下角色之一：{roles}', en: 'One of these roles is needed: {roles}' },
  'audit.receipt-unknown': { status: 404, zh: '没有这份决定凭据', en: 'There is no such receipt' },
  'audit.not-sealed': { status: 409, zh: '该决定凭据尚未进入审计链，请稍后再试', en: 'The receipt has not entered the audit chain yet: try again in a while' },
  'audit.proof-broken': { status: 409, zh: '现存的决定凭据与审计链不符，请运行 audit verify', en: 'What is kept does not agree with the audit chain: run audit verify' },
  'duty.same-person': { status: 403, zh: '同一事项中已担任 {earlierStep}，不得再担任 {step}', en: 'Who was the {earlierStep} of this matter cannot be its {step}' },
} satisfies WordingTable<SecurityCode>;
