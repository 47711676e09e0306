import { randomUUID } from 'node:crypto';
import { Catch, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASE_WORDING } from './base.wording.js';
import { PROBLEM_MEDIA_TYPE, problemDocument, type ProblemDocument } from './problem.js';
import { ProblemException } from './problem.exception.js';
import { problemOfError } from './refusal-of-error.js';
import { languageOf, type Language, type WordingTable } from './wording.js';

/** Which methods an address takes; undefined for an address that is none. */
export type AllowedMethods = (path: string) => readonly string[] | undefined;

/** Answers every failure with a problem document; what it does not know is logged under an incident number and not told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');
  private readonly table: WordingTable;

  constructor(wording: WordingTable, private readonly allowedMethods: AllowedMethods = () => undefined) {
    this.table = { ...BASE_WORDING, ...wording };
  }

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, host.switchToHttp().getRequest<FastifyRequest>(), host.switchToHttp().getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent || reply.raw.headersSent) {
      // Whoever sent it is cut off, for its slowness or by itself: that the body broke off then is no failure of ours.
      if (request.raw.destroyed && !request.raw.complete) return;
      this.logger.error('A failure after the answer had begun', stackOf(error));
      return;
    }
    const language = languageOf(request.headers['accept-language']);
    const isUnknownRoute = request.is404 && error instanceof NotFoundException;
    const problem = isUnknownRoute ? this.unknownRoute(request) : problemOfError(error);
    const document = problem === undefined ? undefined : problemDocument(problem.refusal, this.table, language);
    if (problem === undefined || document === undefined) return send(reply, this.incident(error, request, language), language);
    send(reply, { ...document, ...errorsOf(problem, language) }, language, problem.extras.headers);
  }

  private unknownRoute(request: FastifyRequest): ProblemException {
    const allowed = this.allowedMethods(request.url.split('?', 1)[0] ?? '')?.join(', ');
    if (allowed === undefined) return new ProblemException({ code: 'route.unknown' });
    return new ProblemException({ code: 'route.method', details: { allowed } }, { headers: { allow: allowed } });
  }

  private incident(error: unknown, request: FastifyRequest, language: Language): ProblemDocument {
    const incident = randomUUID();
    const route = `${request.method} ${request.routeOptions?.url ?? 'no route'}`;
    const withoutWording = error instanceof ProblemException ? ` (no wording for ${error.refusal.code})` : '';
    this.logger.error(`Incident ${incident} at ${route}${withoutWording}`, stackOf(error));
    const { details: _told, ...document } = problemDocument({ code: 'internal', details: { incident } }, BASE_WORDING, language) as ProblemDocument;
    return { ...document, incident };
  }
}

function send(reply: FastifyReply, document: ProblemDocument, language: Language, headers: Readonly<Record<string, string>> = {}): void {
  const challenge = document.status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  void reply.status(document.status)
    .headers({ ...challenge, ...headers, 'content-language': language, vary: 'Accept-Language', 'cache-control': 'no-store' })
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(document));
}

function errorsOf(problem: ProblemException, language: Language): Pick<ProblemDocument, 'errors'> {
  return problem.extras.errors === undefined ? {} : { errors: problem.extras.errors[language] };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
