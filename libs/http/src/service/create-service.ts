import helmet from '@fastify/helmet';
import { NotFoundException, type DynamicModule, type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseJsonBody } from '../input/json-body.js';
import { assertEveryInputParsed } from '../input/inputs.check.js';
import { ValidationPipe } from '../input/validation.pipe.js';
import { assertIdempotencyKept } from '../idempotency/idempotency.module.js';
import { allowedMethodsOf } from '../openapi/allowed-methods.js';
import { apiDocument } from '../openapi/api-document.js';
import { problemOf } from '../problem/problem.exception.js';
import { ProblemFilter } from '../problem/problem.filter.js';
import type { WordingTable } from '../problem/wording.js';
import { rateLimits, type RateOptions, type TakeCall } from '../rate/rate-limits.js';
import { RateGuard } from '../rate/rate.guard.js';
import { BODY_PACE, type BodyPace } from './body.pace.js';
import { watchBodies } from './body.watch.js';

export interface ServiceOptions {
  readonly serviceName: string;
  /** Of every code that the service's own slices refuse with. */
  readonly wording: WordingTable;
  /** 1 MiB unless told; files come by their own route with their own limit. */
  readonly bodyLimitBytes?: number;
  readonly version?: string;
  readonly description?: string;
  readonly logger?: LoggerService;
  /** How often one caller, and one address on public pages, may call in a minute; no limit where absent. */
  readonly rate?: RateOptions;
  /** Addresses of the proxies before the service: only from these is it taken on trust where a request came from. */
  readonly trustedProxies?: readonly string[];
  /** How slowly a body may come; see `BODY_PACE`. */
  readonly bodyPace?: BodyPace;
}

const BODY_LIMIT_BYTES = 1_048_576;
/** A head is a few hundred bytes: a client that takes longer is none. */
const HEAD_TIMEOUT_MS = 30_000;
/** Bodies are watched by `body.watch.ts`, which knows files from the rest; this is what holds should it ever miss one. */
const REQUEST_TIMEOUT_MS = 6 * 3_600_000;
/** How often Node looks for heads that are late. */
const LOOK_FOR_HEADS_EVERY_MS = 5_000;
/** A path value is an id. */
const MAX_PARAM_CHARACTERS = 200;

/**
 * The HTTP edge of a service, ready to listen: parsed and checked inputs, problem documents for every failure,
 * security headers, `/openapi.json`. Throws where a route takes input that no schema guards.
 */
export async function createService(module: Type | DynamicModule, options: ServiceOptions): Promise<NestFastifyApplication> {
  const filter: { current?: ProblemFilter } = {};
  const app = await NestFactory.create<NestFastifyApplication>(module, adapterFor(options, filter), {
    bodyParser: false,
    abortOnError: false,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
  takeJson(app, options);
  await app.register(helmet);
  assertEveryInputParsed(app);
  assertIdempotencyKept(app);
  // Made when somebody asks: it takes a third of a second, and a service that starts again is waited for.
  const document = once(() => apiDocument(app, { title: options.serviceName, version: options.version ?? '0.1.0', ...(options.description === undefined ? {} : { description: options.description }) }));
  const allowedMethods = once(() => allowedMethodsOf(document()));
  app.useGlobalPipes(new ValidationPipe());
  const problems = new ProblemFilter(options.wording, (path) => allowedMethods()(path));
  filter.current = problems;
  watchBodies(app, problems, options.bodyPace ?? BODY_PACE);
  app.useGlobalFilters(problems);
  answerUnknownRoutes(app, problems);
  const take = options.rate === undefined ? undefined : await rateLimits(app, options.rate);
  if (take) app.useGlobalGuards(new RateGuard(take));
  serveDocument(app, document, take);
  return app;
}

function adapterFor(options: ServiceOptions, filter: { readonly current?: ProblemFilter }): FastifyAdapter {
  return new FastifyAdapter({
    /** An address that cannot be decoded is refused before any route and would go past the filter. */
    frameworkErrors: (error: unknown, request: unknown, reply: unknown) => filter.current?.answer(error, request as FastifyRequest, reply as FastifyReply),
    bodyLimit: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: LOOK_FOR_HEADS_EVERY_MS },
    forceCloseConnections: 'idle',
    trustProxy: [...(options.trustedProxies ?? [])],
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
  });
}

/** Written out once: it is long, and anybody may ask for it. */
function serveDocument(app: NestFastifyApplication, document: () => object, take: TakeCall = async () => undefined): void {
  const text = once(() => JSON.stringify(document()));
  app.getHttpAdapter().getInstance().get('/openapi.json', async (request, reply) => {
    await take(request, reply);
    return reply.type('application/json; charset=utf-8').send(text());
  });
}

/** Made the first time that it is wanted. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Before anything of the request is read: neither its body nor its type matters where nobody takes it. */
function answerUnknownRoutes(app: NestFastifyApplication, problems: ProblemFilter): void {
  app.getHttpAdapter().getInstance().addHook('onRequest', (request, reply, goOn) => {
    if (request.is404) problems.answer(new NotFoundException(), request, reply);
    else goOn();
  });
}

/** And nothing else: Fastify would read plain text by itself. */
function takeJson(app: NestFastifyApplication, options: ServiceOptions): void {
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  app.useBodyParser('application/json', { bodyLimit: options.bodyLimitBytes ?? BODY_LIMIT_BYTES }, (_request, body, done) => {
    const parsed = parseJsonBody(body);
    if (parsed.ok) done(null, parsed.value);
    else done(problemOf(parsed.refusal));
  });
}
