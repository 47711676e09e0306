import { canonicalJson, yuanText, type Json } from '@gongjiang/kernel';
import iconv from 'iconv-lite';
import { csvRow } from '../shared/csv.row.js';
import type { Voucher, VoucherLine } from './voucher.js';

/** The columns of layout 1: see docs/vouchers.md. */
const COLUMNS = ['凭证号', '日期', '摘要', '科目编码', '科目名称', '借方金额', '贷方金额', '资金', '预算年度', '资金来源', '条款', '待遇', '业务编号'] as const;
const SUMMARY: Readonly<Record<Voucher['kind'], string>> = { batch: '批次发放', clawback: '追回', fund: '资金变更', offset: '抵扣追回' };

/** The voucher as a delimited file: a header and a row a line, in the encoding that it was made with. The same voucher gives the same bytes. */
export function voucherFile(voucher: Voucher): Uint8Array {
  return iconv.encode([[...COLUMNS], ...voucher.lines.map((line) => cellsOf(voucher, line))].map(csvRow).join(''), voucher.format.encoding);
}

/** The voucher as JSON, in one order of its fields. */
export function voucherJson(voucher: Voucher): Uint8Array {
  return Buffer.from(`${canonicalJson(voucher as unknown as Json)}\n`, 'utf8');
}

function cellsOf({ number, businessDate, kind, subject }: Voucher, line: VoucherLine): readonly string[] {
  const [debit, credit] = line.side === 'debit' ? [yuanText(line.amountFen), ''] : ['', yuanText(line.amountFen)];
  return [String(number), businessDate, SUMMARY[kind], line.code, line.name, debit, credit, line.fund, line.year, line.source, line.clause, line.entitlement, subject];
}
