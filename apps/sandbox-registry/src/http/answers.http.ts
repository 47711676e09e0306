import { setTimeout as wait } from 'node:timers/promises';
import { REGISTRY_PATHS, registryQuestionSchema } from '@gongjiang/contracts';
import type { FastifyInstance } from 'fastify';
import { distort, type Misbehaviour } from '../misbehaviour.js';
import type { Registry } from '../registry.js';
import { sendMalformed, sendProblem } from './problem.js';

/** The plan in force; a new one takes its place whole. */
export interface Conduct { misbehaviour: Misbehaviour }

/** What other services ask. */
export function answerRoutes(server: FastifyInstance, registry: Registry, conduct: Conduct): void {
  server.post(REGISTRY_PATHS.answers, async (request, reply) => {
    const question = registryQuestionSchema.safeParse(request.body);
    if (!question.success) return sendMalformed(reply, question.error);
    const rules = conduct.misbehaviour.onCall();
    if (rules.some(({ kind }) => kind === 'refuses')) return sendProblem(reply, 'registry.unavailable');
    if (rules.some(({ kind }) => kind === 'hangs-up')) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    for (const rule of rules) if (rule.kind === 'answers-late') await wait(rule.afterMs);
    const right = registry.answer(question.data);
    return reply.send(distort(right, question.data.check, right.answeredOn, rules));
  });
}
