import type { WordingTable } from '@gongjiang/http';

export type GateCode = 'gate.no-report' | 'gate.red' | 'gate.not-to-explain';

export const GATE_WORDING = {
  'gate.no-report': { status: 409, zh: '本次计算尚无闸口报告', en: 'This calculation has no report of the gate yet' },
  'gate.red': { status: 409, zh: '闸口报告有未通过且未说明的项目：{checks}', en: 'The gate stops it; red and not explained: {checks}' },
  'gate.not-to-explain': { status: 409, zh: '“{check}”无需说明，或不能以说明代替', en: '{check} is not red, or is beyond explanation' },
} as const satisfies Record<GateCode, WordingTable[string]>;
