import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Headers, Module, NotFoundException, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { requireMatch } from '../match/etag.js';
import { Documented } from '../openapi/documented.decorator.js';
import { pageQuery } from '../page/cursor.js';
import { problemOf } from '../problem/problem.exception.js';
import { Public } from '../routes/public.decorator.js';
import { createService } from './create-service.js';

const claim = z.strictObject({ amountFen: z.number().int().min(1), to: z.strictObject({ token: z.string().regex(/^p_/) }) });
type Claim = z.infer<typeof claim>;

@Controller('claims')
class ClaimController {
  @Post()
  @Documented({ summary: 'Takes a claim', answer: { status: 201, description: 'Taken', schema: claim } })
  create(@Body({ schema: claim }) body: Claim): Claim { return body; }

  @Get()
  @Public()
  list(@Query({ schema: z.strictObject(pageQuery) }) query: { limit: number }): unknown { return query; }

  @Get(':id')
  read(@Param('id', { schema: z.string().regex(/^\d+$/) }) id: string): unknown {
    switch (id) {
      case '1': throw problemOf({ code: 'claim.closed', details: { id } });
      case '2': throw problemOf({ code: 'claim.without-wording' });
      case '3': throw new NotFoundException('internal words');
      default: throw new Error('the account 6228480402564890018 of a person');
    }
  }

  @Post(':id/approve')
  approve(@Param('id', { schema: z.string() }) id: string, @Headers('if-match') ifMatch: string | undefined): unknown {
    requireMatch(ifMatch, 3);
    return { id };
  }
}

@Module({ controllers: [ClaimController] })
class ClaimModule {}

const wording = { 'claim.closed': { status: 410, zh: '申请 {id} 已结束', en: 'Claim {id} is closed' } };
const GOOD = '{"amountFen":5,"to":{"token":"p_a"}}';

describe('a service', () => {
  let app: NestFastifyApplication;
  let url: string;
  const logged: string[] = [];
  beforeAll(async () => {
    const logger = { log() {}, warn() {}, error: (...line: unknown[]) => { logged.push(line.join(' ')); } };
    app = await createService(ClaimModule, { serviceName: 'claims', wording, bodyLimitBytes: 2_000, logger });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const get = (path: string, language = 'en'): Promise<Response> => fetch(url + path, { headers: { 'accept-language': language } });
  const post = (body: string | Uint8Array, headers: Record<string, string> = {}, path = '/claims'): Promise<Response> =>
    fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers } });

  async function expectProblem(response: Response, status: number, code: string): Promise<Record<string, unknown>> {
    const problem = await response.json() as Record<string, unknown>;
    expect({ status: response.status, code: problem['code'] }).toEqual({ status, code });
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(problem).toMatchObject({ type: `urn:gongjiang:problem:${code}`, status, title: expect.any(String), detail: expect.any(String) });
    return problem;
  }

  it('hands on what fits its schema, with security headers', async () => {
    const response = await post(GOOD);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual(JSON.parse(GOOD));
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('names every field that does not fit, and why, in the language asked for', async () => {
    const wrong = '{"amountFen":0,"to":{"token":"a","$ne":1}}';
    const english = await expectProblem(await post(wrong), 400, 'request.invalid');
    expect(english['errors']).toEqual([
      { in: 'body', pointer: '/amountFen', reason: 'Too small: expected number to be >=1' },
      { in: 'body', pointer: '/to/token', reason: 'Invalid string: must match pattern /^p_/' },
      { in: 'body', pointer: '/to', reason: 'Unrecognized key: "$ne"' },
    ]);
    const chinese = await expectProblem(await post(wrong, { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' }), 400, 'request.invalid');
    expect(JSON.stringify(chinese['errors'])).toContain('数值过小');
  });

  it('names a path value and a query parameter too', async () => {
    expect((await expectProblem(await get('/claims/abc'), 400, 'request.invalid'))['errors']).toMatchObject([{ in: 'path', pointer: '/id' }]);
    expect((await expectProblem(await get('/claims?limit=201&sort=x'), 400, 'request.invalid'))['errors'])
      .toMatchObject([{ in: 'query', pointer: '/limit' }, { in: 'query', pointer: '', reason: 'Unrecognized key: "sort"' }]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['cut off', '{"amountFen":', 'syntax'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'not UTF-8'],
    ['with an amount twice', '{"amountFen":1,"amountFen":2}', 'the same key twice in one object'],
    ['with an amount twice, once in disguise', '{"amountFen":1,"amount\\u0046en":2}', 'the same key twice in one object'],
    ['with the key __proto__', '{"__proto__":{"admin":true}}', 'the key __proto__'],
    ['nested without end', '['.repeat(900) + ']'.repeat(900), 'deeper than 32 levels'],
  ])('refuses a body that is %s', async (_what, body, reason) => {
    expect((await expectProblem(await post(body), 400, 'request.json-malformed'))['details']).toEqual({ reason });
  });

  it.each<[string, string, number, string]>([
    ['no body', '', 400, 'request.invalid'],
    ['a body that is too large', `"${'x'.repeat(2_000)}"`, 413, 'request.too-large'],
  ])('refuses %s', async (_what, body, status, code) => {
    await expectProblem(await post(body), status, code);
  });

  it('takes no form and no other media type', async () => {
    await expectProblem(await post('amountFen=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'request.media-type');
    await expectProblem(await post(GOOD, { 'content-type': 'text/plain' }), 415, 'request.media-type');
  });

  it('words a refusal with its details', async () => {
    expect(await expectProblem(await get('/claims/1'), 410, 'claim.closed')).toMatchObject({ detail: 'Claim 1 is closed', details: { id: '1' } });
    const chinese = await get('/claims/1', 'zh');
    expect(chinese.headers.get('content-language')).toBe('zh');
    expect(await expectProblem(chinese, 410, 'claim.closed')).toMatchObject({ title: '已不存在', detail: '申请 1 已结束' });
  });

  it('tells nothing of a bug but an incident number, and logs it under that number', async () => {
    const problem = await expectProblem(await get('/claims/4'), 500, 'internal');
    expect(JSON.stringify(problem)).not.toMatch(/account|person|at /);
    expect(logged.join('\n')).toContain(String(problem['incident']));
    expect(logged.join('\n')).toContain('GET /claims/:id');
  });

  it('takes a refusal without wording for a bug', async () => {
    await expectProblem(await get('/claims/2'), 500, 'internal');
    expect(logged.join('\n')).toContain('no wording for claim.without-wording');
  });

  it('does not pass on the framework\'s own words', async () => {
    expect(JSON.stringify(await expectProblem(await get('/claims/3'), 404, 'not-found'))).not.toContain('internal words');
  });

  it('answers an unknown address, an unknown method and an undecodable address', async () => {
    await expectProblem(await get('/nothing'), 404, 'route.unknown');
    const wrongMethod = await fetch(`${url}/claims/7?x=1`, { method: 'DELETE', headers: { 'accept-language': 'en' } });
    expect(wrongMethod.headers.get('allow')).toBe('GET, HEAD');
    await expectProblem(wrongMethod, 405, 'route.method');
    await expectProblem(await get('/claims/%ff'), 400, 'request.malformed');
    await expectProblem(await get(`/claims/${'1'.repeat(300)}`), 414, 'request.uri-too-long');
  });

  it.each<[string, string | undefined, number, string]>([
    ['without If-Match', undefined, 428, 'precondition.required'],
    ['with a star, which says nothing about what was seen', '*', 428, 'precondition.required'],
    ['with another version', '"2"', 412, 'precondition.failed'],
    ['with a weak tag', 'W/"3"', 412, 'precondition.failed'],
    ['with something else', '3', 400, 'precondition.malformed'],
  ])('approves nothing %s', async (_what, ifMatch, status, code) => {
    await expectProblem(await post('', ifMatch === undefined ? {} : { 'if-match': ifMatch }, '/claims/7/approve'), status, code);
  });

  it('approves what was seen in its last version', async () => {
    expect((await post('', { 'if-match': '"2", "3"' }, '/claims/7/approve')).status).toBe(201);
  });

  describe('documents itself', () => {
    type Operation = { security?: unknown; responses: Record<string, unknown>; requestBody?: { content: Record<string, { schema: { required: string[]; additionalProperties: boolean } }> } };
    const operations = async (): Promise<Record<string, Record<string, Operation>>> =>
      (await (await get('/openapi.json')).json() as { paths: Record<string, Record<string, Operation>> }).paths;

    it('in OpenAPI 3.1, with inputs from their schemas', async () => {
      expect(await (await get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0', info: { title: 'claims' } });
      expect((await operations())['/claims']?.['post']?.requestBody?.content['application/json']?.schema)
        .toMatchObject({ required: ['amountFen', 'to'], additionalProperties: false });
    });

    it('with the problems of each operation', async () => {
      const paths = await operations();
      expect(Object.keys(paths['/claims']?.['post']?.responses ?? {})).toEqual(expect.arrayContaining(['201', '400', '401', '403', '409', '413', '415', '422', '429', '500', '503']));
      expect(Object.keys(paths['/claims/{id}/approve']?.['post']?.responses ?? {})).toEqual(expect.arrayContaining(['404', '412', '428']));
      expect(Object.keys(paths['/claims']?.['get']?.responses ?? {})).not.toContain('401');
    });

    it('and says which need a token', async () => {
      const paths = await operations();
      expect(paths['/claims']?.['post']?.security).toEqual([{ bearer: [] }]);
      expect(paths['/claims']?.['get']?.security).toBeUndefined();
    });
  });
});
