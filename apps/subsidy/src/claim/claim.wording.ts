import type { WordingTable } from '@gongjiang/http';
import type { CorrectionRefusalCode } from './claim.correction.js';

export type ClaimRefusalCode = CorrectionRefusalCode | 'claim.unknown' | 'claim.entitlement-unknown' | 'claim.payee-unknown' | 'claim.payee-number' | 'claim.facts-unfit' | 'claim.claimed-otherwise';

/** What people read for each refusal about claims. */
export const CLAIM_WORDING = {
  'claim.unknown': { status: 404, zh: '没有这项申请', en: 'There is no such claim' },
  'claim.entitlement-unknown': { status: 404, zh: '没有这项待遇：{entitlement}', en: 'There is no entitlement {entitlement}' },
  'claim.payee-unknown': { status: 409, zh: '人员库中没有该受益对象，请先导入人员或单位名册', en: 'The registry does not know the payee: hand in the roster of persons or organisations first' },
  'claim.payee-number': { status: 422, zh: '证件号码或统一社会信用代码的校验位不正确', en: 'The check character of the number is wrong' },
  'claim.facts-unfit': { status: 422, zh: '所述事实与待遇 {entitlement} 所需的事实不符，请按 errors 中的提示修改', en: 'These are not the facts that {entitlement} asks for; errors names each' },
  'claim.claimed-otherwise': { status: 409, zh: '该申请已按其他事实登记；如需更正，请提交更正：POST /claims/{claim}/corrections', en: 'This claim is known with other facts; to put it right, state a correction: POST /claims/{claim}/corrections' },
  'claim.corrections-exhausted': { status: 409, zh: '一项申请至多更正 {most} 次', en: 'A claim is corrected {most} times at the most' },
  'claim.correction-outside-term': { status: 409, zh: '更正须自申请期（{from}）起、在资格期限之内；一次性或按年发放的，须为其所属期', en: 'A correction holds from a period of the claim on, {from} at the earliest and within its term; what is paid once or by the year has one period' },
  'claim.correction-changes-nothing': { status: 409, zh: '所述事实与现行事实相同，无须更正', en: 'These are the facts that stand already' },
} as const satisfies Record<ClaimRefusalCode, WordingTable[string]>;
