import { problemOf } from '@gongjiang/http';
import { TakesFile } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { sourceOf } from '../shared/source.js';
import type { HandedIn } from './roster.import.js';
import { ROSTER_LIMITS } from './roster.js';

export const CSV_TYPE = 'text/csv';
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A route whose body is a roster: it may take as long as its bytes need, and the API document says what it is. */
export function TakesRoster(): MethodDecorator {
  return applyDecorators(TakesFile(), ApiConsumes(CSV_TYPE, XLSX_TYPE), ApiBody({ required: true, schema: { type: 'string', format: 'binary' } }));
}

/** Lets rosters pass as a stream: they are laid down on disk, not held in memory. */
export function takeRosters(app: NestFastifyApplication): void {
  app.getHttpAdapter().getInstance().addContentTypeParser([CSV_TYPE, XLSX_TYPE], { bodyLimit: ROSTER_LIMITS.maxBytes }, (_request, payload, done) => done(null, payload));
}

/** The file as a stream: its parser hands it on unread. */
export function fileOf(request: FastifyRequest): Readable {
  const body = request.body as Readable | undefined;
  if (body === undefined || typeof body.pipe !== 'function') throw problemOf({ code: 'roster.file-empty' });
  return body;
}

/** Who hands in what, as the request says. */
export function handedIn(actor: Actor, request: FastifyRequest): HandedIn {
  const type = request.headers['content-type'] ?? CSV_TYPE;
  const charset = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(type);
  return { by: { actor: actor.id, source: sourceOf(actor) }, format: type.toLowerCase().startsWith(XLSX_TYPE) ? 'xlsx' : 'csv', charset: charset?.[1] ?? charset?.[2], bytes: Number(request.headers['content-length'] ?? 0) };
}
