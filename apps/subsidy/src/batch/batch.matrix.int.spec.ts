import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { ROLES, type Role } from '@gongjiang/security';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { TestApi, type Reply } from '../subsidy.http.fixture.js';
import { operationsOf } from '../subsidy.requests.fixture.js';
import { batchIn, OFFICERS } from './batch.builders.js';
import { BATCH_TRANSITIONS } from './batch.decide.js';
import type { BatchCommand } from './batch.command.js';
import type { BatchStatus } from './batch.js';

/** The steps that officers take, and the command behind each. */
const STEPS = {
  calculation: 'start-calculation', submission: 'submit', review: 'review', approval: 'approve', release: 'release', closing: 'close', return: 'return', cancellation: 'cancel',
} as const satisfies Record<string, BatchCommand['kind']>;
type Step = keyof typeof STEPS;
const STATUSES = ['draft', 'calculating', 'calculated', 'submitted', 'in-notice', 'cleared', 'approved', 'released', 'disbursing', 'settling', 'reconciled', 'closed', 'returned', 'cancelled'] as const satisfies readonly BatchStatus[];

const CASES = (Object.keys(STEPS) as Step[]).flatMap((step) => STATUSES.map((status) => [step, status] as const));

describe('a step of a batch is taken by its duty alone, in its city alone, and at its time alone:', () => {
  let api: TestApi;
  let duties: ReadonlyMap<string, readonly Role[]>;
  let number = 0;
  beforeAll(async () => {
    api = await TestApi.start();
    duties = new Map((await operationsOf(api)).map(({ method, path, roles }) => [`${method} ${path}`, roles]));
  });
  afterAll(() => api.close());

  /** A batch in that status that no other case of this file has. Answers its id. */
  async function batch(status: BatchStatus): Promise<string> {
    number += 1;
    const kept = { ...batchIn(status), id: `${JINHUA}.post-allowance.2026-11.${number}` };
    const change = { kind: 'opened', actor: OFFICERS.handler, on: day('2026-11-02'), at: new Date() } as const;
    await api.subsidy.changes.inOneWrite((transaction) => api.subsidy.batches.save(kept, 0, change, transaction));
    return kept.id;
  }
  const take = (step: Step, id: string, role: Role, city = JINHUA): Promise<Reply> => api.post(`/batches/${id}/${step}`, { as: [role], city, match: '"1"', json: { reason: 'x' } });
  const statusOf = async (id: string): Promise<unknown> => (await api.get(`/batches/${id}`, { as: ['auditor'] })).body['status'];

  it.each(CASES)('%s, of one that is %s', async (step, status) => {
    const duty = duties.get(`POST /batches/{id}/${step}`) ?? [];
    const id = await batch(status);
    const others = await Promise.all(ROLES.filter((role) => !duty.includes(role)).map(async (role) => (await take(step, id, role)).body['code']));
    expect(new Set(others)).toEqual(new Set(['auth.role']));
    for (const role of duty) expect(await take(step, id, role, WENZHOU)).toMatchObject({ status: 404, body: { code: 'batch.unknown' } });
    expect(await statusOf(id)).toBe(status);
    const isItsTime = (BATCH_TRANSITIONS[STEPS[step]].from as readonly BatchStatus[]).includes(status);
    const reply = await take(step, id, duty[0] as Role);
    expect([status, reply.body['code'] === 'batch.wrong-status']).toEqual([status, !isItsTime]);
    if (!isItsTime) expect([reply.status, await statusOf(id)]).toEqual([409, status]);
  });
});
