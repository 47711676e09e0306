import { PLACES, type Place } from '@gongjiang/ledger';
import { z } from 'zod';

const account = z.strictObject({ code: z.string().regex(/^[0-9.]{1,30}$/), name: z.string().min(1).max(60) });
export type AccountCode = z.infer<typeof account>;

/**
 * The accounts of the city's finance system for each place where money can be. A reading of the accounting system of
 * public bodies (政府会计制度): the city sets its own, with the sub-accounts that it keeps.
 */
const DEFAULT_ACCOUNTS = {
  appropriated: { code: '4001', name: '财政拨款收入' },
  'prior-years': { code: '3501', name: '以前年度盈余调整' },
  available: { code: '1011.01', name: '零余额账户用款额度—可用' },
  reserved: { code: '1011.02', name: '零余额账户用款额度—预占' },
  payable: { code: '1011.03', name: '零余额账户用款额度—待付' },
  'in-transit': { code: '1011.04', name: '零余额账户用款额度—在途' },
  paid: { code: '5001', name: '业务活动费用' },
  'claimed-back': { code: '1218', name: '其他应收款—追回' },
  waived: { code: '5901', name: '其他费用—追回豁免' },
} as const satisfies Record<Place, AccountCode>;

/** What a city sets for its vouchers: the encoding of the file, and account codes where they are its own. */
export const voucherSettingsSchema = z.strictObject({
  encoding: z.enum(['utf-8', 'gb18030']).default('gb18030'),
  accounts: z.partialRecord(z.enum(PLACES), account).default({}),
});
export type VoucherSettings = z.infer<typeof voucherSettingsSchema>;

export function accountCodeOf({ accounts }: VoucherSettings, place: Place): AccountCode {
  return accounts[place] ?? DEFAULT_ACCOUNTS[place];
}
