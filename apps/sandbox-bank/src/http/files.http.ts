import { setTimeout as wait } from 'node:timers/promises';
import { BANK_FILE_PATHS, type PaymentMessage } from '@gongjiang/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isShortFor } from '../books/books.payments.js';
import type { CallFaults } from '../misbehaviour/misbehaviour.js';
import { answerFileRoute } from './answer-file.http.js';
import { keptFile } from './file.content.js';
import { profileIn, type FilePlaces, type FileProfile, type FileRouting } from './file.door.js';
import { hangUp } from './hang-up.js';
import { conductOf } from './payments.http.js';
import { sendProblem, sendRefusal } from './problem.js';
import { statementFileRoute } from './statement-file.http.js';

/** The largest file that any profile can allow. */
const FILE_BYTES = 64 << 20;

/** The door for files: the same books as behind the interface. */
export function fileRoutes(server: FastifyInstance, routing: FileRouting): void {
  void server.register(async (files) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_BYTES }, (_request, body, done) => { done(null, body); });
    const calls = new WeakMap<FastifyRequest, CallFaults>();
    const breakUpload = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
      const call = routing.faults.current.onCall('payment-file', (request.params as FilePlaces['Params']).messageId);
      calls.set(request, call);
      return call.has('cuts-before-booking') ? hangUp(request, reply) : undefined; // while the file is still on its way
    };
    files.put<FilePlaces>(BANK_FILE_PATHS.payments, { onRequest: breakUpload }, (request, reply) => takeFile(routing, { request, reply, call: calls.get(request) as CallFaults }));
    answerFileRoute(files, routing);
    statementFileRoute(files, routing);
  });
}

interface Taking {
  readonly request: FastifyRequest<FilePlaces>;
  readonly reply: FastifyReply;
  readonly call: CallFaults;
}

async function takeFile(routing: FileRouting, { request, reply, call }: Taking): Promise<FastifyReply> {
  const { messageId } = request.params;
  const profile = profileIn(routing.door, request.params.profile);
  if (!profile) return sendProblem(reply, 'bank.unknown-profile');
  if (call.has('refuses')) return sendProblem(reply, 'bank.unavailable');
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
  const message = routing.door.codec.readPayments(profile, bytes);
  if (!message.ok) return sendProblem(reply, 'bank.file-refused', { faults: message.refusal.faults });
  if (message.value.messageId !== messageId) return sendProblem(reply, 'bank.file-refused', { faults: [{ code: 'bank-file.other-message', details: { expected: messageId, found: message.value.messageId } }] });
  if (call.waitMs('books-late') > 0) await wait(call.waitMs('books-late'));
  return book(routing, { request, reply, call }, { profile, bytes, message: message.value });
}

interface ReadFile {
  readonly profile: FileProfile;
  readonly bytes: Uint8Array;
  readonly message: PaymentMessage;
}

async function book({ bank, faults, terms }: FileRouting, { request, reply, call }: Taking, { profile, bytes, message }: ReadFile): Promise<FastifyReply> {
  if (call.has('refuses-whole-when-short') && (await bank.read((books) => isShortFor(books, message)))) return sendProblem(reply, 'bank.file-refused', { reasonCode: 'AM04' });
  const file = keptFile(profile.id, bytes);
  const taken = await bank.takeFile(file, message, conductOf(faults.current, call, terms));
  if (!taken.ok) return sendRefusal(reply, taken.refusal);
  return call.has('cuts-after-booking') ? hangUp(request, reply) : reply.send({ messageId: message.messageId, sha256: file.sha256 });
}
