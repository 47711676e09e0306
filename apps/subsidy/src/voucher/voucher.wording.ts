import type { WordingTable } from '@gongjiang/http';
import type { VoucherRefusalCode } from './voucher.js';

/** What people read where a voucher is refused. */
export const VOUCHER_WORDING = {
  'voucher.unknown': { status: 404, zh: '没有这张凭证：{voucher}', en: 'There is no such voucher: {voucher}' },
  'voucher.made-already': { status: 409, zh: '该凭证已由他人生成', en: 'This voucher was made by another already' },
} as const satisfies Record<VoucherRefusalCode, WordingTable[string]>;
