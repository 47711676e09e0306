import { canonicalJson, impossible, refuse, sha256Hex } from '@gongjiang/kernel';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, concatMap, from, of, type Observable } from 'rxjs';
import { ProblemException } from '../problem/problem.exception.js';
import type { IdempotencyId, IdempotencyStore, KeptAnswer } from './idempotency.store.js';
import { keyNeedOf, MAX_KEY_CHARACTERS } from './idempotent.decorator.js';

/** Answers larger than this are no answer of a route that creates or pays one thing. */
const MAX_KEPT_CHARACTERS = 262_144;
const KEPT_HEADERS = ['etag', 'location'] as const;

/** Whose key it is: the person and city of the token, so that two callers never share one. */
export type IdempotencyScope = (request: FastifyRequest) => string;

/**
 * Guards the routes marked `@Idempotent()`. A success is kept and answered again, marked `Idempotency-Replayed: true`;
 * a refusal or failure sets the key free, since it changed nothing and may be right the next time.
 */
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly store: IdempotencyStore, private readonly scopeOf: IdempotencyScope) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const need = keyNeedOf(context.getHandler(), context.getClass());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (need === undefined || (need === 'welcome' && request.headers['idempotency-key'] === undefined)) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const id = idOf(request, this.scopeOf(request));
    const beginning = await this.store.begin(id, hashOf(request));
    switch (beginning.kind) {
      case 'begun': return this.run(next, { id, lease: beginning.lease }, reply);
      case 'answered': return of(replay(reply, beginning.answer));
      case 'in-progress': throw new ProblemException(refuse('idempotency.in-progress').refusal, { headers: { 'retry-after': '1' } });
      case 'other-request': throw new ProblemException(refuse('idempotency.other-request').refusal);
      default: return impossible(beginning);
    }
  }

  private run(next: CallHandler, begun: { readonly id: IdempotencyId; readonly lease: string }, reply: FastifyReply): Observable<unknown> {
    return next.handle().pipe(
      concatMap(async (body: unknown) => {
        await this.store.finish(begun.id, begun.lease, answerOf(reply, body));
        return body;
      }),
      catchError((error: unknown) => from(this.store.release(begun.id, begun.lease)).pipe(concatMap(() => { throw error; }))),
    );
  }
}

function idOf(request: FastifyRequest, scope: string): IdempotencyId {
  const key = request.headers['idempotency-key'];
  const isWellFormed = typeof key === 'string' && key.length <= MAX_KEY_CHARACTERS && /^[\x21-\x7e]+$/.test(key);
  if (!isWellFormed) throw new ProblemException({ code: 'idempotency.key-missing' });
  return sha256Hex(canonicalJson([scope, key])) as IdempotencyId;
}

function hashOf(request: FastifyRequest): string {
  return sha256Hex(canonicalJson([request.method, request.url, request.body ?? null, request.headers['if-match'] ?? null]));
}

function answerOf(reply: FastifyReply, body: unknown): KeptAnswer {
  const text = body === undefined ? undefined : JSON.stringify(body);
  if (text !== undefined && text.length > MAX_KEPT_CHARACTERS) throw new RangeError('The answer of an idempotent route is too large to be kept');
  const headers = Object.fromEntries(KEPT_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)]];
  }));
  return { status: reply.statusCode, headers, ...(text === undefined ? {} : { body: text }) };
}

function replay(reply: FastifyReply, answer: KeptAnswer): unknown {
  void reply.status(answer.status).headers({ ...answer.headers, 'idempotency-replayed': 'true' });
  return answer.body === undefined ? undefined : JSON.parse(answer.body);
}
