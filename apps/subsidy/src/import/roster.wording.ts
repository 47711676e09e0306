import type { FileRefusalCode, RosterProblemCode } from './roster.js';

export type ImportRefusalCode = FileRefusalCode | 'import.unknown' | 'import.no-mend-file';

/** What people read for each problem of a row, in the report and in the file to mend. */
export const ROSTER_PROBLEM_WORDING = {
  'roster.empty': { zh: '不能为空', en: 'must not be empty' },
  'roster.too-long': { zh: '内容过长', en: 'is too long' },
  'roster.control-character': { zh: '含有不可见字符', en: 'holds an invisible character' },
  'roster.identity-number': { zh: '身份证号码有误', en: 'is no valid identity number' },
  'roster.bank-account': { zh: '银行账号有误', en: 'is no valid bank account' },
  'roster.credit-code': { zh: '统一社会信用代码有误', en: 'is no valid unified credit code' },
  'roster.no-day': { zh: '应为日期 YYYY-MM-DD', en: 'is no day written YYYY-MM-DD' },
  'roster.no-month': { zh: '应为月份 YYYY-MM', en: 'is no month written YYYY-MM' },
  'roster.no-number': { zh: '应为整数', en: 'is no whole number' },
  'roster.no-amount': { zh: '应为以分为单位的整数金额', en: 'is no amount in whole fen' },
  'roster.yes-no': { zh: '应为 true 或 false', en: 'is neither true nor false' },
  'roster.not-named': { zh: '不是允许的取值', en: 'is none of the values that are known' },
  'roster.ends-before-start': { zh: '结束早于开始', en: 'ends before it starts' },
  'roster.repeated': { zh: '与本文件前面的行重复', en: 'repeats an earlier row of this file' },
  'roster.person-unknown': { zh: '人员库中没有此人', en: 'is nobody whom the registry knows' },
  'roster.claimed-otherwise': { zh: '已按不同内容申请过；如需更正，请提交申请更正（POST /claims/:id/corrections）', en: 'was claimed before with other facts: to put it right, correct the claim (POST /claims/:id/corrections)' },
  'roster.no-year': { zh: '按年发放，应为年份 YYYY', en: 'is no year written YYYY, by which this is paid' },
  'roster.not-past': { zh: '晚于本月，尚不可能已发放', en: 'is later than this month: it cannot have been paid yet' },
  'roster.payee-kind': { zh: '该类对象不享受此项待遇', en: 'is of a kind that is not paid this entitlement' },
  'roster.due-known': { zh: '该期已有发放记录，不再接收', en: 'was paid or is being paid by the platform already' },
  'roster.account-not-own': { zh: '与已登记账户不同，且新账户不在本人名下', en: 'differs from the account on record, and is not in the payee\'s own name' },
  'roster.account-changing': { zh: '该账户正在变更中，请待变更办结', en: 'differs from an account that is being changed already: wait until that ends' },
  'roster.unfit': { zh: '内容不符合要求', en: 'does not fit' },
  'roster.formula': { zh: '是公式或以公式符号开头，请改为文本值', en: 'is a formula or begins like one: give the value as text' },
  'roster.number-imprecise': { zh: '号码被存为数字，尾数已丢失，请按文本重新填写', en: 'was kept as a number and has lost its last digits: write it again as text' },
  'roster.cell-error': { zh: '单元格是错误值', en: 'is an error of the spreadsheet' },
  'roster.cell-merged': { zh: '位于合并单元格中，请取消合并并逐行填写', en: 'is part of a merged cell: take it apart and fill in every row' },
  'roster.row-hidden': { zh: '该行被隐藏，请取消隐藏后再导入', en: 'is a hidden row: show it before handing it in' },
  'roster.character-doubtful': { zh: '含有各系统读法不一的字符，请用 UTF-8 重新保存', en: 'holds a character that systems read differently: save the file as UTF-8' },
} as const satisfies Record<RosterProblemCode, { readonly zh: string; readonly en: string }>;

/** What people read where a file is refused whole, or is not there. */
export const IMPORT_WORDING = {
  'roster.file-empty': { status: 400, zh: '文件没有任何数据行', en: 'The file has no row' },
  'roster.file-too-large': { status: 413, zh: '文件超过 {maxBytes} 字节', en: 'The file has more than {maxBytes} bytes' },
  'roster.file-charset': { status: 415, zh: '无法确定文件编码（{charset} {reason}），请在 Content-Type 中注明 charset=utf-8 或 gb18030', en: 'The encoding of the file is not certain ({charset} {reason}): state charset=utf-8 or gb18030 in its content type' },
  'roster.file-utf16': { status: 415, zh: '文件为 UTF-16（Unicode 文本）编码，请另存为“CSV UTF-8”', en: 'The file is UTF-16 ("Unicode text"): save it as "CSV UTF-8"' },
  'roster.file-encoding': { status: 400, zh: '第 {line} 行（第 {offset} 字节起）不是有效的 {encoding} 编码', en: 'Line {line} (from byte {offset} on) is no valid {encoding}' },
  'roster.file-type': { status: 415, zh: '文件内容是 {found}，而声明为 {declared}；只接受 CSV 和 XLSX', en: 'The file is {found} and was declared as {declared}; CSV and XLSX are taken' },
  'roster.file-header': { status: 400, zh: '表头不符合要求：{missing}{reason}', en: 'The header does not fit: {missing}{reason}' },
  'roster.file-malformed': { status: 400, zh: '第 {line} 行起无法按行读取（{reason}）', en: 'From line {line} on the file cannot be read as rows ({reason})' },
  'roster.file-workbook': { status: 400, zh: '工作簿无法读取或超出限制（{reason}）', en: 'The workbook cannot be read, or is beyond the limits ({reason})' },
  'roster.file-too-many-rows': { status: 413, zh: '文件超过 {maxRows} 行', en: 'The file has more than {maxRows} rows' },
  'roster.busy': { status: 429, zh: '正在导入 {files} 个文件，请稍后再试', en: 'As many as {files} files are being taken in: come again later' },
  'import.unknown': { status: 404, zh: '没有这个导入文件', en: 'There is no such import' },
  'import.no-mend-file': { status: 404, zh: '没有待修改的文件，或已过保存期', en: 'There is nothing to mend, or it is kept no longer' },
} as const satisfies Record<ImportRefusalCode, { readonly status: number; readonly zh: string; readonly en: string }>;
