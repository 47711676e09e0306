import type { FastifyReply } from 'fastify';
import { z } from 'zod';

const PROBLEMS = {
  'registry.malformed': { status: 400, en: 'The request is not of the agreed shape', zh: '请求格式不符' },
  'registry.no-key': { status: 401, en: 'The bearer key is missing or wrong', zh: '密钥缺失或有误' },
  'registry.no-such-page': { status: 404, en: 'There is nothing at this address', zh: '地址不存在' },
  'registry.full': { status: 409, en: 'It is told of more persons than it remembers', zh: '登记人数已达上限' },
  'registry.broken': { status: 500, en: 'The registry cannot go on', zh: '系统故障' },
  'registry.unavailable': { status: 503, en: 'The registry answers nobody at present', zh: '暂停查询服务' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** A problem document (RFC 9457). It repeats nothing of what was sent: that may be a person's number. */
export function sendProblem(reply: FastifyReply, code: ProblemCode, detail?: string): FastifyReply {
  const { status, en, zh } = PROBLEMS[code];
  const document = { type: `https://gongjiang.invalid/problems/${code}`, title: en, titleZh: zh, status, code, ...(detail === undefined ? {} : { detail }) };
  return reply.code(status).type('application/problem+json').send(document);
}

/** Names the first fault by its place. */
export function sendMalformed(reply: FastifyReply, error: z.ZodError): FastifyReply {
  return sendProblem(reply, 'registry.malformed', error.issues[0]?.path.join('.') ?? '');
}
