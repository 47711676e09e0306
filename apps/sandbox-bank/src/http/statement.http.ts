import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { BANK_PATHS, statementQuerySchema, type Statement } from '@gongjiang/contracts';
import type { Bank } from '../bank.js';
import { debitOf, statementOf } from '../books/books.statement.js';
import type { CallFaults, Faults } from '../misbehaviour/misbehaviour.js';
import { distortStatement } from '../misbehaviour/misbehaviour.distort.js';
import { positionOf } from './cursor.js';
import { misbooked } from '../misbehaviour/misbehaviour.misbook.js';
import { hangUp } from './hang-up.js';
import { sendBadCursor, sendMalformed, sendProblem, sendRefusal } from './problem.js';

/** The statement with what the plan has booked wrongly. */
export async function misbookedBy(bank: Bank, call: CallFaults, statement: Statement): Promise<Statement> {
  const rules = call.of('misbooks');
  return rules.length === 0 ? statement : bank.read((books) => misbooked(statement, rules, (endToEndId) => debitOf(books, statement.account, endToEndId)));
}

export function statementRoutes(server: FastifyInstance, bank: Bank, faults: Faults): void {
  server.get(BANK_PATHS.statement, async (request, reply) => {
    const query = statementQuerySchema.safeParse(request.query);
    if (!query.success) return sendMalformed(reply, query.error);
    const { account, day, cursor, limit } = query.data;
    const from = positionOf(cursor);
    if (from === undefined) return sendBadCursor(reply);
    const call = faults.current.onCall('statement', `${account} ${day} ${cursor}`);
    if (call.has('refuses')) return sendProblem(reply, 'bank.unavailable');
    if (call.has('cuts-before-booking') || call.has('cuts-after-booking')) return hangUp(request, reply);
    const statement = await bank.read((books) => statementOf(books, account, day, { from, limit }));
    if (!statement.ok) return sendRefusal(reply, statement.refusal);
    if (call.waitMs('answers-late') > 0) await wait(call.waitMs('answers-late'));
    return reply.send(distortStatement(await misbookedBy(bank, call, statement.value), call));
  });
}
