import { applyDecorators, SetMetadata, type HttpStatus } from '@nestjs/common';
import { ApiExcludeController, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

export const ROUTE_PROBLEMS = 'gongjiang:problems';

interface DocumentedAnswer {
  readonly status: HttpStatus;
  readonly description: string;
  readonly schema?: z.ZodType;
}

/** What the API document says about a route beyond its inputs, which it takes from their schemas. */
export interface RouteDocumentation {
  /** One line, English; what it does in the glossary's words. */
  readonly summary: string;
  readonly description?: string;
  readonly tag?: string;
  readonly answer?: DocumentedAnswer;
  /** Another answer that is no problem document. */
  readonly otherwise?: DocumentedAnswer;
  /** Statuses of refusals that a route of its kind does not have by itself. */
  readonly problems?: readonly HttpStatus[];
}

/** Documents a route; the problem documents that it may answer are added by themselves. */
export function Documented(documentation: RouteDocumentation): MethodDecorator {
  const { summary, description, tag, answer, otherwise, problems = [] } = documentation;
  return applyDecorators(
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ...(tag === undefined ? [] : [ApiTags(tag)]),
    ...[answer, otherwise].flatMap((one) => (one === undefined ? [] : [answerDecorator(one)])),
    SetMetadata(ROUTE_PROBLEMS, problems),
  );
}

function answerDecorator(answer: DocumentedAnswer): MethodDecorator {
  const { status, description, schema } = answer;
  return ApiResponse({ status, description, ...(schema === undefined ? {} : { standardSchema: schema }) });
}

/** Leaves a controller out of the API document: it is for machines of the same cluster, not for clients. */
export function Undocumented(): ClassDecorator {
  return ApiExcludeController();
}
