import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { day, fen } from '@gongjiang/kernel';
import type { Bank } from '../bank.js';
import { accountSummary } from '../books/books.summary.js';
import { Misbehaviour, type Faults } from '../misbehaviour/misbehaviour.js';
import { planSchema } from '../misbehaviour/misbehaviour.plan.js';
import { sendMalformed, sendProblem, sendRefusal } from './problem.js';

/** The most accounts in one call: some 4 MB of text. A larger file goes in several calls. */
const MAX_ACCOUNT_STATES = 50_000;
const ACCOUNT_STATES_BYTES = 16 << 20;

const fundingSchema = z.strictObject({
  account: z.string().regex(/^[A-Za-z0-9]{1,34}$/),
  amountFen: z.int().positive().transform(fen),
  /** Funds once: the same reference again changes nothing. */
  reference: z.string().min(1).max(35),
});
const dateSchema = z.strictObject({ to: z.iso.date().transform(day) });
const payeeSchema = z.strictObject({
  account: z.string().min(1).max(34),
  state: z.enum(['open', 'closed', 'returned-later', 'name-mismatch']),
  /** With `name-mismatch`: whose account it is; a payment to that very name is taken. */
  name: z.string().min(1).max(140).optional(),
});

/** What the bank's own staff does: money in, the date on, accounts closed. */
export function operatorRoutes(server: FastifyInstance, bank: Bank): void {
  server.post('/accounts/fund', async (request, reply) => {
    const funding = fundingSchema.safeParse(request.body);
    if (!funding.success) return sendMalformed(reply, funding.error);
    const done = await bank.fund(funding.data);
    if (!done.ok) return sendRefusal(reply, done.refusal);
    return accountOf(bank, funding.data.account);
  });

  server.get<{ Params: { account: string } }>('/accounts/:account', async (request, reply) =>
    (await accountOf(bank, request.params.account)) ?? sendProblem(reply, 'bank.unknown-account'));

  server.post('/accounts/states', { bodyLimit: ACCOUNT_STATES_BYTES }, async (request, reply) => {
    const states = z.array(payeeSchema).max(MAX_ACCOUNT_STATES).safeParse(request.body);
    if (!states.success) return sendMalformed(reply, states.error);
    await bank.setPayees(states.data.map(({ account, state, name }) => (name === undefined ? { account, state } : { account, state, name })));
    return { set: states.data.length };
  });

  server.get('/business-date', async () => bank.read(({ businessDate }) => ({ businessDate })));

  server.post('/business-date', async (request, reply) => {
    const date = dateSchema.safeParse(request.body);
    if (!date.success) return sendMalformed(reply, date.error);
    const moved = await bank.moveDate(date.data.to);
    return moved.ok ? { businessDate: date.data.to } : sendRefusal(reply, moved.refusal);
  });
}

/** The plan is kept in memory alone: a bank that was started again behaves. */
export function misbehaviourRoutes(server: FastifyInstance, faults: Faults): void {
  server.get('/misbehaviour', async () => ({ ...faults.current.plan, struck: faults.current.struck }));

  server.post('/misbehaviour', async (request, reply) => {
    const plan = planSchema.safeParse(request.body);
    if (!plan.success) return sendMalformed(reply, plan.error);
    faults.current = new Misbehaviour(plan.data);
    return plan.data;
  });
}

async function accountOf(bank: Bank, account: string) {
  return bank.read(({ accounts }) => {
    const found = accounts.get(account);
    return found && accountSummary(found);
  });
}
