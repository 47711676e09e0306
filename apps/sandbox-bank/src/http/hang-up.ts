import type { FastifyReply, FastifyRequest } from 'fastify';

/** Breaks the connection without a word: the caller sees a reset, never an answer. */
export function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}
