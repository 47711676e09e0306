import { setTimeout as wait } from 'node:timers/promises';
import { BANK_FILE_PATHS } from '@gongjiang/contracts';
import { factId } from '@gongjiang/kernel';
import type { FastifyInstance } from 'fastify';
import { answerToFile } from '../books/books.payments.js';
import { distortAnswer, distortFile } from '../misbehaviour/misbehaviour.distort.js';
import { contentOf } from './file.content.js';
import { profileIn, sendFile, type FilePlaces, type FileRouting } from './file.door.js';
import { hangUp } from './hang-up.js';
import { sendProblem } from './problem.js';

/** The answer to a payment file: the same on every asking; 204 while there is none. */
export function answerFileRoute(files: FastifyInstance, { bank, faults, door }: FileRouting): void {
  files.get<FilePlaces>(BANK_FILE_PATHS.answer, async (request, reply) => {
    const { messageId } = request.params;
    const kept = await bank.read((books) => books.files.get(messageId));
    const profile = kept && profileIn(door, kept.profile);
    if (!kept || profile?.id !== request.params.profile) return sendProblem(reply, 'bank.unknown-file'); // no rule is spent on what is not there
    const call = faults.current.onCall('answer-file', messageId);
    if (call.has('refuses')) return sendProblem(reply, 'bank.unavailable');
    if (call.has('cuts-before-booking') || call.has('cuts-after-booking')) return hangUp(request, reply);
    if (call.waitMs('answers-late') > 0) await wait(call.waitMs('answers-late'));
    if (call.has('withholds-answers')) return reply.code(204).send();
    const message = door.codec.readPayments(profile, contentOf(kept));
    if (!message.ok) throw new Error(`A kept file cannot be read any more: ${messageId}`);
    const answer = distortAnswer(await bank.read((books) => answerToFile(books, message.value)), call);
    const report = { id: `R${factId(messageId)}`, at: `${kept.takenOn}T18:00:00+08:00` };
    return sendFile(reply, distortFile(door.codec.writeAnswer(profile, answer, message.value, report), call));
  });
}
