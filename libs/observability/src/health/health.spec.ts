import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService } from '@gongjiang/http/nest';
import { eventually } from '@gongjiang/testing';
import { MetricsModule } from '../metrics/metrics.module.js';
import { HealthModule } from './health.module.js';
import { readinessOf } from './readiness.js';

let isAway = false;
const READINGS = {
  there: { help: 'a number', read: () => Promise.resolve(7) },
  silent: { help: 'one whose database is away', read: () => (isAway ? new Promise<number>(() => undefined) : Promise.resolve(1)) },
  broken: { help: 'one that breaks at once', read: (): Promise<number> => { throw new Error('secret host'); } },
};

describe('a service\'s health', () => {
  let app: NestFastifyApplication;
  let url: string;
  let mongo: () => Promise<unknown> = () => Promise.resolve();
  const warned: unknown[] = [];
  beforeAll(async () => {
    @Module({ imports: [HealthModule.forRoot({ mongo: () => mongo() }), MetricsModule.forRoot('tests', READINGS)] })
    class ServiceModule {}
    app = await createService(ServiceModule, { serviceName: 'tests', wording: {}, logger: { log() {}, error() {}, warn: (...line: unknown[]) => { warned.push(line); } } });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it('is live as long as the process answers', async () => {
    mongo = () => Promise.reject(new Error('secret host'));
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'up' });
  });

  it('is ready when all it needs is there', async () => {
    mongo = () => Promise.resolve();
    const response = await fetch(`${url}/health/ready`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'up', checks: { mongo: 'up' } }]);
  });

  it('is not ready when something is missing: it says what, and says why only in its log', async () => {
    mongo = () => Promise.reject(new Error('secret host'));
    const response = await fetch(`${url}/health/ready`);
    expect([response.status, await response.json()]).toEqual([503, { status: 'down', checks: { mongo: 'down' } }]);
    expect(warned.length).toBeGreaterThan(0);
  });

  it('takes a check that does not answer, or breaks at once, for down', async () => {
    const broken = (): Promise<unknown> => { throw new Error('broken'); };
    expect(await readinessOf({ silent: () => new Promise(() => undefined), broken, fine: () => Promise.resolve() }, 20))
      .toMatchObject({ ready: false, checks: { silent: 'down', broken: 'down', fine: 'up' } });
  });

  it('tells the numbers that it has, though one of them does not come', async () => {
    isAway = true;
    const text = await (await fetch(`${url}/metrics`)).text();
    const told = Object.keys(READINGS).map((name) => new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1]);
    isAway = false;
    expect(told).toEqual(['7', 'Nan', 'Nan']);
    expect(text).not.toContain('secret host');
  });

  it('counts requests by route and status, never by id, and does not document it for clients', async () => {
    await fetch(`${url}/health/live`);
    await fetch(`${url}/persons/p_a`);
    const counts = async (): Promise<string[]> => (await (await fetch(`${url}/metrics`)).text()).split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count'));
    await eventually(async () => expect((await counts()).map((line) => line.replace(/ \d+$/, ''))).toEqual(expect.arrayContaining([
      expect.stringMatching(/route="\/health\/live".*status="200"/), expect.stringMatching(/route="none".*status="404"/),
    ])));
    expect((await counts()).join()).not.toContain('p_a');
    const document = await (await fetch(`${url}/openapi.json`)).json() as { paths: object };
    expect(Object.keys(document.paths)).toEqual(['/health/live', '/health/ready']);
  });
});
