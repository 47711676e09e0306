import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Headers, Module, Param, Post, SetMetadata } from '@nestjs/common';
import { isDay, isMonth, isPersonToken } from '@gongjiang/kernel';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProduces } from '@nestjs/swagger';
import { z } from 'zod';
import { ROUTE_ROLES } from '../routes/public.decorator.js';
import { createService } from '../service/create-service.js';
import { Documented } from './documented.decorator.js';

const change = z.strictObject({
  day: z.string().refine(isDay), month: z.custom<string>(isMonth), person: z.string().refine(isPersonToken).optional(),
  reason: z.string().trim().min(1).max(500), note: z.string().max(9),
});

@Controller('grants')
class GrantController {
  @Get(':id') @Documented({ summary: 'One', problems: [409] }) one(@Param('id', { schema: z.string() }) id: string): object { return { id }; }
  @Post('changes') @SetMetadata(ROUTE_ROLES, ['handler', 'reviewer']) change(@Body({ schema: change }) body: object, @Headers('if-match') _match: string): object { return body; }
  @Get(':id/file') @ApiProduces('text/csv', 'application/json') @Documented({ summary: 'File', answer: { status: 200, description: 'It' } }) file(@Param('id', { schema: z.string() }) _id: string): string { return ''; }
}

@Module({ controllers: [GrantController] })
class GrantModule {}

interface Operation {
  readonly parameters: readonly Record<string, unknown>[];
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: unknown }>>;
  readonly requestBody: { readonly content: { readonly 'application/json': { readonly schema: { readonly properties: Readonly<Record<string, unknown>> } } } };
}

describe('the API document', () => {
  let app: NestFastifyApplication;
  let url: string;
  let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  beforeAll(async () => {
    app = await createService(GrantModule, { serviceName: 'grants', wording: {}, logger: { log() {}, warn() {}, error() {} } });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    ({ paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: typeof paths });
  });
  afterAll(() => app.close());
  const operation = (path: string, method: string): Operation => paths[path]?.[method] as Operation;

  it('says how a day, a month and a person look, though a function decides it', () => {
    expect(operation('/grants/changes', 'post').requestBody.content['application/json'].schema.properties).toEqual({
      day: { type: 'string', format: 'date', pattern: '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$' },
      month: { type: 'string', pattern: '^[1-9][0-9]{3}-(0[1-9]|1[0-2])$' },
      person: { type: 'string', pattern: '^p_[a-z2-7]{26}$' },
      reason: { type: 'string', minLength: 1, maxLength: 500, pattern: '\\S' },
      note: { type: 'string', maxLength: 9 },
    });
  });

  it('says that a version is needed, and how it is written', () => {
    expect(operation('/grants/changes', 'post').parameters).toContainEqual(expect.objectContaining({ name: 'If-Match', in: 'header', required: true, schema: { type: 'string', pattern: '^"[0-9]{1,15}"$' } }));
  });

  it('says who may call: one of the roles is enough', () => {
    expect(operation('/grants/changes', 'post').security).toEqual([{ bearer: ['handler'] }, { bearer: ['reviewer'] }]);
  });

  it('says of which types a file is', () => {
    expect(operation('/grants/{id}/file', 'get').responses['200']?.content).toEqual({ 'text/csv': { schema: { type: 'string' } }, 'application/json': { schema: {} } });
  });

  it('says what a route may refuse beyond its kind', () => {
    expect(Object.keys(operation('/grants/{id}', 'get').responses)).toEqual(['200', '400', '401', '403', '404', '409', '414', '429', '500', '503']);
  });

  it.each([['QUERY', '/grants/1', 'GET, HEAD'], ['DELETE', '/grants/changes', 'POST'], ['POST', '/grants/1/file', 'GET, HEAD'], ['PROPFIND', '/grants/1', 'GET, HEAD']])('%s %s is answered before anything of it is read: what there is, is %s', async (method, path, allowed) => {
    const response = await fetch(url + path, { method, headers: { 'content-type': 'application/nonsense' }, ...(method === 'POST' ? { body: '{' } : {}) });
    expect([response.status, response.headers.get('allow'), ((await response.json()) as { code: string }).code]).toEqual([405, allowed, 'route.method']);
  });
});
