import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Inject, Module, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ensureIndexes } from '@gongjiang/persistence';
import { eventually, testDatabase, type TestDatabase } from '@gongjiang/testing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { problemOf } from '../problem/problem.exception.js';
import { createService } from '../service/create-service.js';
import { IdempotencyModule } from './idempotency.module.js';
import type { IdempotencyId } from './idempotency.store.js';
import { IDEMPOTENCY_INDEXES, mongoIdempotencyStore } from './idempotency.store.mongo.js';
import { Idempotent } from './idempotent.decorator.js';

const order = z.strictObject({ amountFen: z.number().int() });

/** A bank's counter, and what it is told to do. */
class Counter {
  paid = 0;
  refuses = false;
  breaks = false;
  gate: Promise<void> = Promise.resolve();
}

@Controller('payments')
class PaymentController {
  constructor(@Inject(Counter) private readonly counter: Counter) {}

  @Post()
  @Idempotent()
  async pay(@Body({ schema: order }) body: { amountFen: number }, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    await this.counter.gate;
    if (this.counter.refuses) throw problemOf({ code: 'conflict' });
    if (this.counter.breaks) throw new Error('broken');
    this.counter.paid += 1;
    void reply.header('etag', '"1"').header('location', '/payments/1').status(202);
    return { n: this.counter.paid, amountFen: body.amountFen };
  }

  @Post('proposals')
  @Idempotent('welcome')
  propose(@Body({ schema: order }) body: { amountFen: number }): unknown {
    this.counter.paid += 1;
    return { n: this.counter.paid, amountFen: body.amountFen };
  }
}

describe('a request with an Idempotency-Key', () => {
  const counter = new Counter();
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let url: string;
  /** Another process of the service, on the same database. */
  let start: () => Promise<NestFastifyApplication>;
  let number = 0;
  let now = new Date();

  beforeAll(async () => {
    database = await testDatabase();
    await ensureIndexes(database.db, IDEMPOTENCY_INDEXES);
    @Module({
      controllers: [PaymentController],
      providers: [{ provide: Counter, useValue: counter }],
      imports: [IdempotencyModule.forRootAsync({
        useFactory: () => ({ store: mongoIdempotencyStore(database.db, () => now), scopeOf: (request) => String(request.headers['x-person']) }),
      })],
    })
    class PaymentModule {}
    start = async () => {
      const started = await createService(PaymentModule, { serviceName: 'payments', wording: {}, logger: { log() {}, warn() {}, error() {} } });
      await started.listen(0, '127.0.0.1');
      return started;
    };
    app = await start();
    url = `${await app.getUrl()}/payments`;
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });
  beforeEach(() => { Object.assign(counter, { paid: 0, refuses: false, breaks: false, gate: Promise.resolve() }); });

  const newKey = (): string => `key-${(number += 1)}`;
  const pay = (key: string | undefined, body: unknown = { amountFen: 1 }, person = 'a', to = url): Promise<Response> => fetch(to, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'x-person': person, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  });
  const codeOf = async (response: Response): Promise<unknown> => [response.status, (await response.json() as { code: string }).code];

  it('is done once, and answered the same the second time', async () => {
    const key = newKey();
    const [first, second] = [await pay(key), await pay(key)];
    expect(counter.paid).toBe(1);
    expect([first.status, await first.json()]).toEqual([202, { n: 1, amountFen: 1 }]);
    expect([second.status, await second.json()]).toEqual([202, { n: 1, amountFen: 1 }]);
    expect([second.headers.get('etag'), second.headers.get('location'), second.headers.get('idempotency-replayed')]).toEqual(['"1"', '/payments/1', 'true']);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
  });

  it('is answered the same by another process, and after a restart', async () => {
    const key = newKey();
    await pay(key);
    const other = await start();
    try {
      const again = await pay(key, { amountFen: 1 }, 'a', `${await other.getUrl()}/payments`);
      expect([again.status, await again.json(), counter.paid]).toEqual([202, { n: 1, amountFen: 1 }, 1]);
    } finally {
      await other.close();
    }
  });

  it('is as good without a key where one is only welcome, and once with one', async () => {
    const [key, to] = [newKey(), `${url}/proposals`];
    for (const each of [undefined, undefined, key, key]) expect((await pay(each, { amountFen: 1 }, 'a', to)).status).toBe(201);
    expect(counter.paid).toBe(3);
    expect(await codeOf(await pay('with space', { amountFen: 1 }, 'a', to))).toEqual([400, 'idempotency.key-missing']);
  });

  it('is refused where the key was used for another one', async () => {
    const key = newKey();
    await pay(key);
    expect(await codeOf(await pay(key, { amountFen: 2 }))).toEqual([422, 'idempotency.other-request']);
    expect(counter.paid).toBe(1);
  });

  it('waits its turn: of many at once one is done, the others are told so', async () => {
    const key = newKey();
    let open = (): void => undefined;
    counter.gate = new Promise((resolve) => { open = resolve; });
    let answered = 0;
    const all = Array.from({ length: 5 }, () => pay(key).finally(() => { answered += 1; }));
    await eventually(() => answered === 4);
    expect(await codeOf(await pay(key))).toEqual([409, 'idempotency.in-progress']);
    open();
    const statuses = (await Promise.all(all)).map((response) => response.status).sort((left, right) => left - right);
    expect(statuses).toEqual([202, 409, 409, 409, 409]);
    expect(counter.paid).toBe(1);
  });

  it('can be sent again after a refusal, a failure or a fault in its fields, which changed nothing', async () => {
    const key = newKey();
    counter.refuses = true;
    expect((await pay(key)).status).toBe(409);
    Object.assign(counter, { refuses: false, breaks: true });
    expect((await pay(key)).status).toBe(500);
    counter.breaks = false;
    expect((await pay(key, { amountFen: 'x' })).status).toBe(400);
    expect((await pay(key)).status).toBe(202);
    expect(counter.paid).toBe(1);
  });

  it('is kept apart by person', async () => {
    const key = newKey();
    await pay(key, { amountFen: 1 }, 'a');
    expect((await pay(key, { amountFen: 2 }, 'b')).status).toBe(202);
    expect(counter.paid).toBe(2);
  });

  it.each([undefined, 'x'.repeat(129), 'with space'])('needs a usable key: %s', async (key) => {
    expect(await codeOf(await pay(key))).toEqual([400, 'idempotency.key-missing']);
  });

  it('is kept for at least a day, and then cleared away by the server', async () => {
    const key = newKey();
    await pay(key);
    const newest = await database.db.collection('idempotency_keys').find().sort({ expiresAt: -1 }).next();
    const expiresAt: unknown = newest?.['expiresAt'];
    expect(expiresAt instanceof Date ? expiresAt.getTime() - now.getTime() : 0).toBeGreaterThanOrEqual(24 * 3_600_000);
    const indexes = await database.db.collection('idempotency_keys').indexes();
    expect(indexes.find((index) => index.key['expiresAt'] === 1)).toMatchObject({ expireAfterSeconds: 0 });
  });

  it('is begun anew where its process died, and the dead one\'s late answer does not count', async () => {
    const store = mongoIdempotencyStore(database.db, () => now);
    const id = newKey() as IdempotencyId;
    const first = await store.begin(id, 'hash');
    expect(first.kind).toBe('begun');
    expect(await store.begin(id, 'hash')).toEqual({ kind: 'in-progress' });
    now = new Date(now.getTime() + 61_000);
    const second = await store.begin(id, 'hash');
    expect(second.kind).toBe('begun');
    if (first.kind !== 'begun' || second.kind !== 'begun') return;
    await store.finish(id, second.lease, { status: 200, headers: {}, body: '2' });
    await store.finish(id, first.lease, { status: 200, headers: {}, body: '1' });
    await store.release(id, first.lease);
    expect(await store.begin(id, 'hash')).toEqual({ kind: 'answered', answer: { status: 200, headers: {}, body: '2' } });
  });
});
