import { RouteParamtypes } from '@nestjs/common/internal';
import type { OpenAPIObject } from '@nestjs/swagger';
import { keyNeedOf, MAX_KEY_CHARACTERS, type KeyNeed } from '../idempotency/idempotent.decorator.js';
import { PUBLIC_ROUTE, ROUTE_ROLES } from '../routes/public.decorator.js';
import type { Route } from '../routes/routes-of.js';
import { ROUTE_PROBLEMS } from './documented.decorator.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request does not fit / 请求有误',
  401: 'No valid token / 未登录',
  403: 'Not allowed / 无权限',
  404: 'Not found / 未找到',
  409: 'In conflict with the present state / 状态冲突',
  412: 'Changed since it was read / 版本不符',
  413: 'Body too large / 内容过大',
  414: 'Address too long / 地址过长',
  415: 'Media type not taken / 内容类型不支持',
  422: 'Refused by a rule / 不符合规则',
  428: 'If-Match is missing / 缺少版本',
  429: 'Too many requests / 请求过多',
  500: 'Something broke / 系统错误',
  503: 'Not available for the moment / 暂不可用',
};

/** Where `@ApiProduces` of @nestjs/swagger keeps its media types. */
const API_PRODUCES = 'swagger/apiProduces';
/** Say when to come again, where that is known. */
const RETRIED: ReadonlySet<number> = new Set([429, 503]);

const secondsOrCalls = (description: string): { description: string; schema: { type: 'integer'; minimum: number } } => ({ description, schema: { type: 'integer', minimum: 0 } });
/** What the guard of `rate/` says with each answer, where a service has it. */
const RATE_HEADERS = {
  'RateLimit-Limit': secondsOrCalls('Calls that one caller has in a minute / 每分钟可调用次数'),
  'RateLimit-Remaining': secondsOrCalls('Calls that are left of them / 剩余次数'),
  'RateLimit-Reset': secondsOrCalls('Seconds until they are counted anew / 距重新计数的秒数'),
};

/** Adds to each operation the problems it may answer, the token it needs and the headers it takes. */
export function documentProblems(document: OpenAPIObject, routes: readonly Route[]): void {
  const byId = new Map(routes.map((route) => [`${route.controller.name}_${route.handler.name}`, route]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      const route = operation?.operationId === undefined ? undefined : byId.get(operation.operationId);
      if (operation !== undefined && route !== undefined) documentOperation(operation, route, { path, changes: method !== 'get' });
    }
  }
}

function documentOperation(operation: Operation, route: Route, how: { readonly path: string; readonly changes: boolean }): void {
  const isPublic = marked(route, PUBLIC_ROUTE);
  const keyNeed = keyNeedOf(route.handler, route.controller);
  const takes = (kind: RouteParamtypes): boolean => route.inputs.some((input) => input.kind === (kind as number));
  const matches = route.inputs.some((input) => input.kind === (RouteParamtypes.HEADERS as number) && input.name?.toLowerCase() === 'if-match');
  const statuses = [
    400, 429, 500, 503,
    ...(isPublic ? [] : [401, 403]),
    ...(how.path.includes('{') ? [404, 414] : []),
    ...(takes(RouteParamtypes.QUERY) ? [422] : []),
    ...(how.changes ? [404, 409, 413, 415, 422] : []),
    ...(matches ? [412, 428] : []),
    ...(keyNeed ? [409, 422] : []),
    ...((Reflect.getMetadata(ROUTE_PROBLEMS, route.handler) ?? []) as readonly number[]),
  ];
  documentFiles(operation, route);
  for (const response of Object.values(operation.responses)) if (response !== undefined && !('$ref' in response)) response.headers = { ...response.headers, ...RATE_HEADERS };
  for (const status of statuses) operation.responses[status] ??= problemResponse(status);
  if (!isPublic) operation.security = securityOf(route);
  if (keyNeed) (operation.parameters ??= []).push(keyParameter(keyNeed));
  if (matches) (operation.parameters ??= []).push(matchParameter());
}

/** What `@ApiProduces` says of an answer that no schema describes: a file, or a stream of events. */
function documentFiles({ responses }: Operation, { handler }: Route): void {
  const types = (Reflect.getMetadata(API_PRODUCES, handler) ?? []) as readonly string[];
  for (const response of Object.values(responses)) {
    if (types.length > 0 && response !== undefined && !('$ref' in response)) response.content ??= Object.fromEntries(types.map((type) => [type, { schema: type.includes('json') ? {} : { type: 'string' } }]));
  }
}

/** One of the roles is enough: each is an alternative of its own. */
function securityOf(route: Route): NonNullable<Operation['security']> {
  const roles = (Reflect.getMetadata(ROUTE_ROLES, route.handler) ?? Reflect.getMetadata(ROUTE_ROLES, route.controller) ?? []) as readonly string[];
  return roles.length === 0 ? [{ bearer: [] }] : roles.map((role) => ({ bearer: [role] }));
}

function problemResponse(status: number): Operation['responses'][string] {
  return {
    description: MEANINGS[status] ?? String(status),
    ...(RETRIED.has(status) ? { headers: { 'Retry-After': { description: 'Seconds to wait / 等待秒数', schema: { type: 'integer', minimum: 1 } } } } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function keyParameter(need: KeyNeed): NonNullable<Operation['parameters']>[number] {
  return {
    name: 'Idempotency-Key', in: 'header', required: need === 'required', schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_CHARACTERS, pattern: '^[!-~]+$' },
    description: 'The same key with the same request gets the same answer for a day / 相同的键与请求在一天内得到相同的结果',
  };
}

function matchParameter(): NonNullable<Operation['parameters']>[number] {
  return {
    name: 'If-Match', in: 'header', required: true, schema: { type: 'string', pattern: '^"[0-9]{1,15}"$' },
    description: 'The ETag that was seen: only who has seen the present version acts on it / 所见版本的 ETag',
  };
}

function marked(route: Route, key: string): boolean {
  return Reflect.getMetadata(key, route.handler) === true || Reflect.getMetadata(key, route.controller) === true;
}
