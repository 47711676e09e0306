import { cityCode, fen, month } from '@gongjiang/kernel';
import { payeeMessageSettingsSchema } from '../payee-message/payee-message.settings.js';
import type { City } from './city.js';

/** The two cities of the tests, each under its own policy. */
export const WENZHOU = cityCode('330300');
export const JINHUA = cityCode('330700');

/** A city's settings; what does not matter to the test is filled in. */
export function cityOf(overrides: Partial<City> = {}): City {
  return {
    code: JINHUA,
    name: { zh: '金华市', en: 'Jinhua' },
    pack: 'jinhua',
    firstMonth: month('2026-11'),
    programmes: [{ id: 'post-allowance', title: { zh: '津贴', en: 'Allowance' }, fund: 'talent-special', entitlements: ['jinhua/7/post-allowance'] }],
    funds: {},
    payeeMessages: payeeMessageSettingsSchema.parse({}),
    vouchers: { encoding: 'gb18030', accounts: {} },
    withoutApplication: {},
    notice: { workingDays: 5, identityCharacters: 4, shows: ['district', 'employer'] },
    approval: { secondApproverAboveFen: fen(500_000_000) },
    debtorAccount: '3307001000000000001',
    clawback: { hearingWorkingDays: 5, appealWorkingDays: 10, keepBasisPoints: 8_000, keepAtLeastFen: fen(0) },
    personChecks: {},
    gate: { changeBasisPoints: 3_000, heldBasisPoints: 5_000, largeLineFen: fen(50_000_000) },
    reconciliation: { missingAfterDays: 5 },
    accountChange: { coolingDays: 3 },
    bank: { id: 'paying-bank' },
    ...overrides,
  };
}
