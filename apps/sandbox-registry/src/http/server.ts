import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from '../registry.js';
import { Misbehaviour } from '../misbehaviour.js';
import { answerRoutes, type Conduct } from './answers.http.js';
import { operatorRoutes } from './operator.http.js';
import { sendProblem } from './problem.js';

/** A question about 1,000 persons takes some 60 kB; staff tell of 20,000 at once. */
const BODY_BYTES = 4 << 20;

/** The registry's HTTP face. Everything but `/health` asks for the key. */
export function registryServer(registry: Registry, key: string): FastifyInstance {
  const server = Fastify({ bodyLimit: BODY_BYTES, forceCloseConnections: true });
  const conduct: Conduct = { misbehaviour: new Misbehaviour({ rules: [] }) };
  const expected = digest(`Bearer ${key}`);
  server.addHook('onRequest', async (request, reply) => {
    if (request.url === '/health' || timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    await sendProblem(reply, 'registry.no-key');
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => sendProblem(reply, (error.statusCode ?? 500) < 500 ? 'registry.malformed' : 'registry.broken'));
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, 'registry.no-such-page'));
  server.get('/health', async () => ({ status: 'ok' }));
  answerRoutes(server, registry, conduct);
  operatorRoutes(server, registry, conduct);
  return server;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
