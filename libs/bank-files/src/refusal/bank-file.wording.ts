import type { BankFileCode } from './bank-file.code.js';

/** What people read, with the fault's details in braces; the status is the one to answer an upload with. */
export const BANK_FILE_WORDING = {
  'bank-file.characters': { status: 422, zh: '第 {line} 笔：{field} 含不可用的字符 {character}', en: 'Payment {line}: {field} holds the character {character}, which has no place in a bank file' },
  'bank-file.encoding-lacks': { status: 422, zh: '第 {line} 笔：银行文件的编码无法准确表示 {field} 中的 {character}', en: "Payment {line}: the encoding of the bank's file cannot carry {character} of {field} exactly" },
  'bank-file.too-long': { status: 422, zh: '第 {line} 笔：{field} 为 {bytes} 字节，银行最多接收 {limit} 字节', en: 'Payment {line}: {field} takes {bytes} bytes, the bank takes {limit}' },
  'bank-file.delimiter': { status: 422, zh: '第 {line} 笔：{field} 含有文件的分隔符或引号', en: "Payment {line}: {field} holds the file's delimiter or a quotation mark" },
  'bank-file.formula': { status: 422, zh: '第 {line} 笔：{field} 以公式符号开头，表格软件会将其当作公式执行', en: 'Payment {line}: {field} begins like a formula, which a spreadsheet would carry out' },
  'bank-file.account': { status: 422, zh: '第 {line} 笔：收款账号未通过校验', en: 'Payment {line}: the account number fails its check' },
  'bank-file.other-bank': { status: 422, zh: '第 {line} 笔：收款账号不属于本行，该文件只收本行账户', en: 'Payment {line}: the account is at another bank, and this file takes own accounts only' },
  'bank-file.amount-limit': { status: 422, zh: '第 {line} 笔：金额 {amountFen} 分，超过银行单笔限额 {limit} 分', en: 'Payment {line}: {amountFen} fen are more than the {limit} that the bank takes in one payment' },
  'bank-file.rows-limit': { status: 422, zh: '文件共 {rows} 行，最多 {limit} 行', en: 'The file has {rows} rows, {limit} are the most' },
  'bank-file.bytes-limit': { status: 413, zh: '文件为 {bytes} 字节，最多 {limit} 字节', en: 'The file has {bytes} bytes, {limit} are the most' },
  'bank-file.sum-limit': { status: 422, zh: '文件总额 {sumFen} 分，超过银行单个文件限额 {limit} 分', en: 'The file sums to {sumFen} fen, the bank takes {limit} in one file' },
  'bank-file.head': { status: 422, zh: '文件首尾的 {field} 无法写入银行文件', en: "{field} cannot be written into the file's head or foot" },
  'bank-file.mixed-banks': { status: 422, zh: '本行与他行账户须分开成文件', en: 'Own accounts and those at other banks must go in files of their own' },
  'bank-file.no-such-file': { status: 422, zh: '银行格式“{profile}”没有这种文件（{kind}）', en: 'The profile {profile} has no such file ({kind})' },
  'bank-file.empty': { status: 422, zh: '文件为空', en: 'The file is empty' },
  'bank-file.encoding': { status: 422, zh: '文件不是有效的 {expected} 编码', en: 'The file is no valid {expected}' },
  'bank-file.not-xml': { status: 422, zh: '第 {line} 行：不是完整有效的 XML', en: 'Line {line}: this is not whole, well-formed XML' },
  'bank-file.doctype': { status: 422, zh: '文件含有 DTD 或实体声明，不予受理', en: 'The file declares a DTD or entities, which is not taken' },
  'bank-file.wrong-kind': { status: 422, zh: '需要 {expected}，文件为 {found}', en: '{expected} is expected, this is {found}' },
  'bank-file.schema': { status: 422, zh: '第 {line} 行：{element} 不符合官方模式 {schema}', en: 'Line {line}: {element} does not fit the official schema of {schema}' },
  'bank-file.truncated': { status: 422, zh: '文件不完整：缺少 {missing}', en: 'The file is cut off: {missing} is missing' },
  'bank-file.columns': { status: 422, zh: '第 {line} 行：应有 {expected} 列，实有 {found} 列', en: 'Line {line}: {expected} columns are expected, there are {found}' },
  'bank-file.heading': { status: 422, zh: '第 {line} 行：应为“{expected}”', en: 'Line {line}: “{expected}” is expected' },
  'bank-file.amount': { status: 422, zh: '第 {line} 行：{field} 不是精确到分的金额', en: 'Line {line}: {field} is no amount to the fen' },
  'bank-file.currency': { status: 422, zh: '第 {line} 行：币种为 {found}，须为人民币（CNY）', en: 'Line {line}: the currency is {found}, not CNY' },
  'bank-file.date': { status: 422, zh: '第 {line} 行：{field} 不是应有的日期', en: 'Line {line}: {field} is not the day that it should be' },
  'bank-file.reference': { status: 422, zh: '第 {line} 行：{field} 缺失或不可用', en: 'Line {line}: {field} is missing or cannot be used' },
  'bank-file.totals-missing': { status: 422, zh: '缺少控制数：{field}', en: 'A control total is missing: {field}' },
  'bank-file.totals': { status: 422, zh: '控制数不符：{field} 声明 {declared}，实际 {found}', en: 'Control totals disagree: {field} declares {declared}, found {found}' },
  'bank-file.duplicate-id': { status: 422, zh: '第 {line} 行：编号 {id} 重复', en: 'Line {line}: the id {id} stands twice' },
  'bank-file.other-message': { status: 422, zh: '文件对应的是 {found}，不是 {expected}', en: 'The file speaks of {found}, not of {expected}' },
  'bank-file.unknown-line': { status: 422, zh: '第 {line} 行：{id} 不是所发送的付款', en: 'Line {line}: {id} is no payment that was sent' },
  'bank-file.missing-lines': { status: 422, zh: '缺少 {count} 笔付款的结果', en: 'The outcome of {count} payments is missing' },
  'bank-file.line-differs': { status: 422, zh: '第 {line} 行：{field} 与所发送的不一致', en: 'Line {line}: {field} is not what was sent' },
  'bank-file.status': { status: 422, zh: '第 {line} 行：无法识别的处理状态 {found}', en: 'Line {line}: the status {found} is not known' },
  'bank-file.undecided': { status: 409, zh: '第 {line} 行：银行尚在处理（{found}），请等待下一份回单', en: 'Line {line}: the bank has not decided yet ({found}): wait for its next file' },
  'bank-file.not-booked': { status: 422, zh: '第 {line} 行：该笔尚未入账（{found}）', en: 'Line {line}: this entry is not booked ({found})' },
  'bank-file.several-statements': { status: 422, zh: '文件含 {count} 份对账单，须为一份', en: 'The file holds {count} statements, one is expected' },
} as const satisfies Record<BankFileCode, { readonly status: number; readonly zh: string; readonly en: string }>;

/** The sentence of a fault in one language; a detail that is not given stays out. */
export function faultText(fault: { readonly code: BankFileCode; readonly details: Readonly<Record<string, string | number>> }, language: 'zh' | 'en'): string {
  return BANK_FILE_WORDING[fault.code][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(fault.details[name] ?? ''));
}
