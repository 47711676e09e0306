import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Documented } from '../openapi/documented.decorator.js';
import { Public } from '../routes/public.decorator.js';
import { createService } from '../service/create-service.js';
import { Uncounted } from './rate.guard.js';

@Controller('grants')
class GrantController {
  @Get() @Documented({ summary: 'All' }) all(): object { return {}; }
  @Get('public') @Public() shown(): object { return {}; }
}

@Controller('health')
@Uncounted()
class HealthController {
  @Get() @Public() well(): object { return {}; }
}

@Module({ controllers: [GrantController, HealthController] })
class GrantModule {}

const silent = { log() {}, warn() {}, error() {} };

describe('who calls', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeEach(async () => {
    // The caller stands in a header here; elsewhere a token says so.
    const rate = { callerOf: (request: { headers: Record<string, unknown> }) => request.headers['x-caller'] as string | undefined, callsAMinute: 3, publicCallsAMinute: 2 };
    app = await createService(GrantModule, { serviceName: 'grants', wording: {}, logger: silent, rate, trustedProxies: ['127.0.0.1'] });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterEach(() => app.close());

  const call = (path: string, caller?: string, address = '10.0.0.1') => fetch(url + path, { headers: { 'x-forwarded-for': address, ...(caller === undefined ? {} : { 'x-caller': caller }) } });
  async function statuses(times: number, ...asked: Parameters<typeof call>): Promise<readonly number[]> {
    const all: number[] = [];
    for (let n = 0; n < times; n += 1) all.push((await call(...asked)).status);
    return all;
  }
  const told = ({ headers }: Response, ...names: readonly string[]): readonly (string | null)[] => names.map((name) => headers.get(name));

  it('may call so often in a minute and no more, from whatever address, and is told what is left and when to come again', async () => {
    const first = await call('/grants', 'zhang');
    expect(told(first, 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset')).toEqual(['3', '2', expect.stringMatching(/^([1-9]|[1-5]\d|60)$/)]);
    expect(await statuses(3, '/grants', 'zhang', '10.0.0.2')).toEqual([200, 200, 429]);
    const over = await call('/grants', 'zhang');
    expect(told(over, 'retry-after', 'content-type')).toEqual([expect.stringMatching(/^\d+$/), 'application/problem+json; charset=utf-8']);
    expect(await over.json()).toMatchObject({ status: 429, code: 'request.too-many' });
  });

  it('is not kept waiting by others', async () => {
    await statuses(5, '/grants', 'zhang');
    expect(await statuses(3, '/grants', 'li')).toEqual([200, 200, 200]);
  });

  it('without saying who it is is counted by its address, and a whole subnet of the new addresses as one', async () => {
    expect(await statuses(3, '/grants/public')).toEqual([200, 200, 429]);
    expect(await statuses(1, '/grants/public', undefined, '10.0.0.9')).toEqual([200]);
    expect([...(await statuses(2, '/grants/public', undefined, '2001:db8::1')), ...(await statuses(1, '/grants/public', undefined, '2001:db8::2'))]).toEqual([200, 200, 429]);
  });

  it('reads the API document no faster either', async () => {
    expect(await statuses(3, '/openapi.json', undefined, '10.0.0.3')).toEqual([200, 200, 429]);
  });

  it('is not counted where the cluster asks whether the service is well', async () => {
    expect(new Set(await statuses(9, '/health'))).toEqual(new Set([200]));
  });

  it('and the document says so: 429, and when to come again', async () => {
    const { paths } = (await (await call('/openapi.json', undefined, '10.0.0.4')).json()) as { paths: Record<string, { get: { responses: Record<string, { headers?: object }> } }> };
    expect(paths['/grants']?.get.responses['429']?.headers).toHaveProperty('Retry-After');
    expect(Object.keys(paths['/grants']?.get.responses['200']?.headers ?? {})).toEqual(['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']);
  });
});
