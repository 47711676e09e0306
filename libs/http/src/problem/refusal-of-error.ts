import { HttpException } from '@nestjs/common';
import { isUnavailable } from '@gongjiang/persistence';
import type { BaseCode } from './base.wording.js';
import { ProblemException } from './problem.exception.js';

/** Said where a part of the framework refuses with no more than a status. */
const CODE_OF_STATUS: Readonly<Record<number, BaseCode>> = {
  400: 'request.malformed',
  401: 'auth.required',
  403: 'auth.forbidden',
  404: 'not-found',
  405: 'request.refused',
  406: 'request.not-acceptable',
  408: 'request.timeout',
  409: 'conflict',
  412: 'precondition.failed',
  413: 'request.too-large',
  414: 'request.uri-too-long',
  415: 'request.media-type',
  428: 'precondition.required',
  429: 'request.too-many',
  503: 'service.unavailable',
};

/** The problem that an error stands for; undefined for a bug or a broken machine, of which nothing is told. */
export function problemOfError(error: unknown): ProblemException | undefined {
  if (error instanceof ProblemException) return error;
  if (isUnavailable(error)) return new ProblemException({ code: 'service.unavailable' }, { headers: { 'retry-after': '5' } });
  const status = statusOf(error);
  if (status === undefined || (status >= 500 && status !== 503)) return undefined;
  return new ProblemException({ code: CODE_OF_STATUS[status] ?? 'request.refused' });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null) return undefined;
  const { statusCode, code } = error as { readonly statusCode?: unknown; readonly code?: unknown };
  const isOfFastify = typeof code === 'string' && code.startsWith('FST_');
  return isOfFastify && typeof statusCode === 'number' ? statusCode : undefined;
}
