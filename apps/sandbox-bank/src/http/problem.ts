import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Refusal } from '@gongjiang/kernel';
import type { FileFault } from '@gongjiang/bank-files';
import type { BankRefusal } from '../books/books.decide.js';
import type { FileRefusal } from '../books/books.files.js';
import type { StatementRefusal } from '../books/books.statement.js';

export type ProblemCode = BankRefusal['code'] | StatementRefusal['code'] | FileRefusal['code']
  | 'bank.malformed' | 'bank.no-key' | 'bank.unavailable' | 'bank.unknown-payment' | 'bank.broken' | 'bank.no-such-page'
  | 'bank.unknown-profile' | 'bank.unknown-file' | 'bank.file-refused';

const PROBLEMS = {
  'bank.malformed': { status: 400, en: 'The request is not of the agreed shape', zh: '请求格式不符' },
  'bank.no-key': { status: 401, en: 'The bearer key is missing or wrong', zh: '密钥缺失或有误' },
  'bank.no-such-page': { status: 404, en: 'There is nothing at this address', zh: '地址不存在' },
  'bank.unknown-profile': { status: 404, en: 'This bank knows no such kind of file', zh: '没有这种文件格式' },
  'bank.unknown-file': { status: 404, en: 'No file came under this message id', zh: '没有收到该报文号的文件' },
  'bank.message-id-used': { status: 409, en: 'The message id was used with another file', zh: '该报文号已用于另一个文件' },
  'bank.file-refused': { status: 422, en: 'The file cannot be taken', zh: '文件不予受理' },
  'bank.unknown-payment': { status: 404, en: 'No payment was taken under this id', zh: '没有这笔付款' },
  'bank.unknown-account': { status: 404, en: 'This paying account was never funded', zh: '付款账号不存在' },
  'bank.statement-not-yet': { status: 404, en: 'The day has not come yet', zh: '该日尚未到来' },
  'bank.funding-reference-used': { status: 409, en: 'The funding reference was used with another amount or account', zh: '入账编号已用于另一笔入账' },
  'bank.date-backwards': { status: 409, en: 'The business date moves forward only', zh: '营业日不可倒退' },
  'bank.date-too-far': { status: 409, en: 'The business date moves ten years at the most', zh: '营业日一次最多前移十年' },
  'bank.unavailable': { status: 503, en: 'The bank takes nothing at present', zh: '银行暂停受理' },
  'bank.broken': { status: 500, en: 'The bank cannot go on', zh: '银行系统故障' },
} as const satisfies Record<ProblemCode, { status: number; en: string; zh: string }>;

/** What a problem document (RFC 9457) carries beside its code. */
interface Extras { readonly detail?: string; readonly details?: Refusal['details']; readonly errors?: readonly { path: string; message: string }[]; readonly faults?: readonly FileFault[]; readonly reasonCode?: string }

export function sendProblem(reply: FastifyReply, code: ProblemCode, extras: Extras = {}): FastifyReply {
  const { status, en, zh } = PROBLEMS[code];
  const type = `https://gongjiang.invalid/problems/${code}`;
  return reply.code(status).type('application/problem+json').send({ type, title: en, titleZh: zh, status, code, ...extras });
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal<ProblemCode>): FastifyReply {
  return sendProblem(reply, refusal.code, refusal.details ? { details: refusal.details } : {});
}

export function sendBadCursor(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 'bank.malformed', { errors: [{ path: 'cursor', message: 'Not a cursor of this bank' }] });
}

/** The most faults that one answer names: enough to mend by, and no bigger than the message itself. */
const MAX_ERRORS = 20;

export function sendMalformed(reply: FastifyReply, error: z.ZodError): FastifyReply {
  const errors = error.issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({ path: path.join('.'), message }));
  return sendProblem(reply, 'bank.malformed', { errors });
}
