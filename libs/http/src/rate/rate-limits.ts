import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../problem/problem.exception.js';

export interface RateOptions {
  /** Whose call it is; undefined on a public page, where the address counts. */
  readonly callerOf: (request: FastifyRequest) => string | undefined;
  readonly callsAMinute: number;
  readonly publicCallsAMinute: number;
}

/** Takes one call; throws 429 where it is one too many. */
export type TakeCall = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const WINDOW_MS = 60_000;
/** Callers and addresses remembered at once; with more the oldest are forgotten, so that nobody can fill the memory. */
const MOST_REMEMBERED = 20_000;

/** Counts calls in windows of a minute (technical time): by caller, and by address where nobody says who calls. Each process counts for itself. */
export async function rateLimits(app: NestFastifyApplication, { callerOf, callsAMinute, publicCallsAMinute }: RateOptions): Promise<TakeCall> {
  await app.register(rateLimit, { global: false, cache: MOST_REMEMBERED, timeWindow: WINDOW_MS });
  const server = app.getHttpAdapter().getInstance();
  const ofCaller = server.createRateLimit({ max: callsAMinute, keyGenerator: (request) => callerOf(request) ?? '' });
  const ofAddress = server.createRateLimit({ max: publicCallsAMinute });
  return async (request, reply) => {
    const count = await (callerOf(request) === undefined ? ofAddress : ofCaller)(request);
    if (count.isAllowed) return;
    void reply.headers({ 'ratelimit-limit': count.max, 'ratelimit-remaining': count.remaining, 'ratelimit-reset': count.ttlInSeconds });
    if (count.isExceeded) throw problemOf({ code: 'request.too-many' }, { headers: { 'retry-after': String(count.ttlInSeconds) } });
  };
}
