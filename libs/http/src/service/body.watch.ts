import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { ProblemException } from '../problem/problem.exception.js';
import type { ProblemFilter } from '../problem/problem.filter.js';
import { isTooSlow, type BodyPace } from './body.pace.js';

/** A route whose body is a file: it may take as long as its bytes need, at a least pace. */
export const TakesFile = (): MethodDecorator => RouteConfig({ takesFile: true });

interface ComingBody {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly isFile: boolean;
  readonly bytesBefore: number;
  bytes: number;
  elapsedMs: number;
  silentMs: number;
}

/** Looks at every body that is still coming, and cuts what comes too slowly. Node's own limit knows one time for all requests. */
export function watchBodies(app: NestFastifyApplication, problems: ProblemFilter, pace: BodyPace): void {
  const server = app.getHttpAdapter().getInstance();
  const coming = new Set<ComingBody>();
  server.addHook('onRequest', (request, reply, goOn) => {
    if (hasBody(request.raw)) coming.add({ request, reply, isFile: isFile(request), bytesBefore: request.raw.socket.bytesRead, bytes: 0, elapsedMs: 0, silentMs: 0 });
    goOn();
  });
  const timer = setInterval(() => {
    for (const body of coming) {
      if (isOver(body.request.raw)) coming.delete(body);
      else look(body, pace, problems);
    }
  }, pace.lookEveryMs);
  timer.unref();
  server.addHook('onClose', async () => clearInterval(timer));
}

function look(body: ComingBody, pace: BodyPace, problems: ProblemFilter): void {
  const { request: { raw }, reply } = body;
  const bytes = raw.socket.bytesRead - body.bytesBefore;
  const isSilent = bytes === body.bytes;
  body.bytes = bytes;
  // Our own buffer is full: the disk or a limit of ours is behind, and not the client.
  if (isSilent && raw.readableLength >= raw.readableHighWaterMark && !reply.sent) return;
  body.elapsedMs += pace.lookEveryMs;
  body.silentMs = isSilent ? body.silentMs + pace.lookEveryMs : 0;
  // A file that is answered already, a refused one, is nobody's any more.
  if (isTooSlow({ ...body, isFile: body.isFile && !reply.sent }, pace)) cut(body, problems);
}

/** Says why, as far as somebody listens, and ends the connection: what still comes on it is of no use. */
function cut({ request, reply }: ComingBody, problems: ProblemFilter): void {
  // The body and not only its connection: whoever reads it learns of it, also behind the answer.
  const end = (): void => void request.raw.destroy(new Error('The body came too slowly'));
  if (reply.sent) return end();
  reply.raw.once('finish', end);
  void reply.header('connection', 'close');
  problems.answer(new ProblemException({ code: 'request.timeout' }), request, reply);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isFile({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as { readonly takesFile?: boolean } | undefined)?.takesFile === true;
}

function isOver(raw: IncomingMessage): boolean {
  return raw.complete || raw.destroyed;
}
