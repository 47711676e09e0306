import { setTimeout as wait } from 'node:timers/promises';
import { BANK_FILE_PATHS, DEFAULT_ENTRIES_A_PAGE, statementQuerySchema } from '@gongjiang/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { statementOf } from '../books/books.statement.js';
import { distortFile, distortStatement } from '../misbehaviour/misbehaviour.distort.js';
import { profileIn, sendFile, type FileRouting } from './file.door.js';
import { hangUp } from './hang-up.js';
import { misbookedBy } from './statement.http.js';
import { sendMalformed, sendProblem, sendRefusal } from './problem.js';

const querySchema = statementQuerySchema.omit({ cursor: true, limit: true }).extend({ page: z.coerce.number().int().positive().max(1_000_000).default(1) });

/** A closed day as camt.053, page by page; 204 while the day is open or has not come. */
export function statementFileRoute(files: FastifyInstance, { bank, faults, door }: FileRouting): void {
  files.get<{ Params: { profile: string } }>(BANK_FILE_PATHS.statement, async (request, reply) => {
    const query = querySchema.safeParse(request.query);
    if (!query.success) return sendMalformed(reply, query.error);
    const profile = profileIn(door, request.params.profile);
    if (!profile || (profile.kind === 'delimited' && profile.statements === 'none')) return sendProblem(reply, 'bank.unknown-profile');
    const { account, day, page } = query.data;
    const call = faults.current.onCall('statement', `${account} ${day} ${page}`);
    if (call.has('refuses')) return sendProblem(reply, 'bank.unavailable');
    if (call.has('cuts-before-booking') || call.has('cuts-after-booking')) return hangUp(request, reply);
    const slice = { from: (page - 1) * DEFAULT_ENTRIES_A_PAGE, limit: DEFAULT_ENTRIES_A_PAGE };
    const statement = await bank.read((books) => statementOf(books, account, day, slice));
    if (!statement.ok && statement.refusal.code !== 'bank.statement-not-yet') return sendRefusal(reply, statement.refusal);
    if (call.waitMs('answers-late') > 0) await wait(call.waitMs('answers-late'));
    if (!statement.ok || statement.value.status === 'interim') return reply.code(204).send();
    if (slice.from > 0 && statement.value.entries.length === 0) return sendProblem(reply, 'bank.no-such-page');
    return sendFile(reply, distortFile(door.codec.writeStatement(distortStatement(await misbookedBy(bank, call, statement.value), call)), call));
  });
}
