import { reasonText } from '@gongjiang/policy';
import { z } from 'zod';
import { isHoldCode, type HeldLine, type HoldCode } from './held-line.js';

/** A reason as it is shown: its code, and what an officer reads. */
export const reasonSchema = z.object({ code: z.string(), zh: z.string(), en: z.string() });
export type Reason = z.infer<typeof reasonSchema>;

/** Why a line is held, in words: what an officer tells the person, and what must change. Policy has the words of its own codes. */
const WORDING = {
  'person-unknown': { zh: '人员库中没有此人', en: 'The registry has no such person' },
  'account-not-own': { zh: '银行账户不在本人名下', en: 'The account is not in the person\'s own name' },
  'account-shared': { zh: '同一银行账户登记在多人名下', en: 'Several persons have this account' },
  'person-dead': { zh: '经比对，此人已故', en: 'The person has died, as the registry says' },
  'not-employed': { zh: '经比对，当月不在职', en: 'The person was not in work in the month, as the registry says' },
  'paid-elsewhere': { zh: '经比对，外地已发当月同类待遇', en: 'Another place pays the same kind for the month' },
  'death-unanswered': { zh: '生存状态尚未比对，或比对结果已过期', en: 'It is not known, or not of late, whether the person lives' },
  'employment-unanswered': { zh: '当月在职情况尚未比对', en: 'It is not known whether the person was in work in the month' },
  'paid-elsewhere-unanswered': { zh: '外地是否已发尚未比对', en: 'It is not known whether another place pays the month' },
  'overpaid-before': { zh: '以前多发，待追回', en: 'More was paid before than is due: the difference is to be claimed back' },
  'clawback-open': { zh: '该项正在追回，结案前不发放', en: 'What was paid for this is being claimed back: nothing more is paid until that ends' },
} as const satisfies Record<HoldCode, { readonly zh: string; readonly en: string }>;

/** The codes of a held line with their words. */
export function reasonsOf(codes: HeldLine['codes']): readonly Reason[] {
  return codes.map((code) => (isHoldCode(code) ? { code, ...WORDING[code] } : { code, zh: reasonText(code, 'zh'), en: reasonText(code, 'en') }));
}
