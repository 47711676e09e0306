import { REGISTRY_CHECK_IDS, REGISTRY_CHECKS } from '@gongjiang/contracts';
import { day, isIdentityNumber, isMonth } from '@gongjiang/kernel';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Misbehaviour, planSchema } from '../misbehaviour.js';
import type { Registry } from '../registry.js';
import type { Conduct } from './answers.http.js';
import { sendMalformed, sendProblem } from './problem.js';

/** The most entries in one call: some 2 MB of text. */
const MAX_ENTRIES_A_CALL = 20_000;

const entrySchema = z.strictObject({
  identityNumber: z.string().refine(isIdentityNumber),
  check: z.enum(REGISTRY_CHECK_IDS),
  month: z.string().refine(isMonth).nullable(),
  answer: z.enum(['unknown', ...Object.values(REGISTRY_CHECKS).flat()]),
});
const dateSchema = z.strictObject({ to: z.iso.date().transform(day) });

/** What the authorities' own staff does: people die, find work, lose it. And what a test tells it to do wrong. */
export function operatorRoutes(server: FastifyInstance, registry: Registry, conduct: Conduct): void {
  server.post('/entries', async (request, reply) => {
    const entries = z.array(entrySchema).max(MAX_ENTRIES_A_CALL).safeParse(request.body);
    if (!entries.success) return sendMalformed(reply, entries.error);
    const known = registry.tell(entries.data);
    return known === undefined ? sendProblem(reply, 'registry.full') : { known };
  });

  server.get('/exchanges', async () => ({ exchanges: registry.exchanges() }));

  server.post('/business-date', async (request, reply) => {
    const date = dateSchema.safeParse(request.body);
    if (!date.success) return sendMalformed(reply, date.error);
    registry.moveDate(date.data.to);
    return { businessDate: date.data.to };
  });

  server.post('/misbehaviour', async (request, reply) => {
    const plan = planSchema.safeParse(request.body);
    if (!plan.success) return sendMalformed(reply, plan.error);
    conduct.misbehaviour = new Misbehaviour(plan.data);
    return plan.data;
  });
}
