import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Bank } from '../bank.js';
import type { BankTerms } from '../books/books.payments.js';
import { Misbehaviour, type Faults } from '../misbehaviour/misbehaviour.js';
import { booksRoutes } from './books.http.js';
import type { FileDoor } from './file.door.js';
import { fileRoutes } from './files.http.js';
import { misbehaviourRoutes, operatorRoutes } from './operator.http.js';
import { paymentRoutes } from './payments.http.js';
import { sendProblem } from './problem.js';
import { statementRoutes } from './statement.http.js';

/** A message of 2,000 payments with the longest fields takes some 2 MB. */
const BODY_BYTES = 4 << 20;

export interface BankFace {
  readonly clientKey: string;
  readonly terms: BankTerms;
  readonly door: FileDoor;
}

/** The bank's HTTP face. Everything but `/health` asks for the key. */
export function bankServer(bank: Bank, { clientKey, terms, door }: BankFace): FastifyInstance {
  const server = Fastify({ bodyLimit: BODY_BYTES, forceCloseConnections: true });
  const faults: Faults = { current: new Misbehaviour({ seed: 1, rules: [] }) };
  const expected = digest(`Bearer ${clientKey}`);
  server.addHook('onRequest', async (request, reply) => {
    if (request.url === '/health' || timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    await sendProblem(reply, 'bank.no-key');
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    sendProblem(reply, (error.statusCode ?? 500) < 500 ? 'bank.malformed' : 'bank.broken', { detail: error.message }));
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, 'bank.no-such-page'));
  server.get('/health', async () => bank.read(({ businessDate }) => ({ status: 'ok', businessDate })));
  paymentRoutes(server, bank, faults, terms);
  statementRoutes(server, bank, faults);
  fileRoutes(server, { bank, faults, terms, door });
  booksRoutes(server, bank);
  operatorRoutes(server, bank);
  misbehaviourRoutes(server, faults);
  return server;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
