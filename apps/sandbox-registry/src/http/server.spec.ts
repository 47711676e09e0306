import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_PERSONS_A_QUESTION, REGISTRY_PATHS, registryReplySchema } from '@gongjiang/contracts';
import { day, identityCheckCharacter } from '@gongjiang/kernel';
import { Registry } from '../registry.js';
import { registryServer } from './server.js';

const KEY = 'a key for tests only';
const numberNo = (n: number): string => {
  const first17 = `33070219800101${String(n).padStart(3, '0')}`;
  return first17 + identityCheckCharacter(first17);
};
const persons = (count: number) => Array.from({ length: count }, (_, n) => ({ mark: String(n), identityNumber: numberNo(n % 1_000) }));

describe('the registries of other authorities', () => {
  let server: ReturnType<typeof registryServer>;
  let url: string;
  beforeEach(async () => {
    server = registryServer(new Registry(day('2026-11-02')), KEY);
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => server.close());

  const call = async (path: string, payload: object, key = KEY) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(payload), headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const ask = (count: number, more: object = {}) => call(REGISTRY_PATHS.answers, { city: '330700', check: 'death', month: null, persons: persons(count), ...more });
  const said = async (count: number): Promise<readonly string[]> => ((await ask(count)).body['answers'] as { answer: string }[]).map(({ answer }) => answer);

  it('say of everybody what speaks for paying, until they are told otherwise', async () => {
    expect(await said(3)).toEqual(['alive', 'alive', 'alive']);
    await call('/entries', [{ identityNumber: numberNo(1), check: 'death', month: null, answer: 'dead' }]);
    expect(await said(3)).toEqual(['alive', 'dead', 'alive']);
    await call('/entries', [{ identityNumber: numberNo(1), check: 'death', month: null, answer: 'alive' }]);
    expect(await said(3)).toEqual(['alive', 'alive', 'alive']);
  });

  it('answer of the month that is asked about, on the day that it is', async () => {
    await call('/entries', [{ identityNumber: numberNo(0), check: 'employment', month: '2026-11', answer: 'not-employed' }]);
    expect((await ask(1, { check: 'employment', month: '2026-11' })).body).toMatchObject({ answeredOn: '2026-11-02', answers: [{ answer: 'not-employed' }] });
    await call('/business-date', { to: '2026-12-01' });
    expect((await ask(1, { check: 'employment', month: '2026-12' })).body).toMatchObject({ answeredOn: '2026-12-01', answers: [{ answer: 'employed' }] });
  });

  it('take a thousand persons at once and no more, and repeat no number', async () => {
    const { status, body } = await ask(MAX_PERSONS_A_QUESTION);
    expect([status, (body['answers'] as unknown[]).length]).toEqual([200, MAX_PERSONS_A_QUESTION]);
    expect(JSON.stringify(body)).not.toContain(numberNo(1));
    expect((await ask(MAX_PERSONS_A_QUESTION + 1)).status).toBe(400);
    const exchanges = await fetch(`${url}/exchanges`, { headers: { authorization: `Bearer ${KEY}` } });
    expect(await exchanges.json()).toMatchObject({ exchanges: [{ check: 'death', persons: MAX_PERSONS_A_QUESTION }] });
  });

  it('ask for the key, and refuse what is not of the agreed shape', async () => {
    expect(await call(REGISTRY_PATHS.answers, {}, 'another')).toMatchObject({ status: 401, body: { code: 'registry.no-key' } });
    expect(await ask(1, { check: 'wealth' })).toMatchObject({ status: 400, body: { code: 'registry.malformed' } });
    expect(await call('/misbehaviour', { rules: [{ kind: 'sleeps' }] })).toMatchObject({ status: 400 });
    expect(await call('/elsewhere', {})).toMatchObject({ status: 404 });
  });

  it.each<[string, number, boolean]>([['refuses', 503, false], ['answers-nonsense', 200, false], ['answers-from-the-future', 200, true], ['omits-persons', 200, true], ['answers-both-ways', 200, true], ['knows-nobody', 200, true]])('told to, each %s as often as it was told, then behaves', async (kind, status, isOfTheShape) => {
    await call('/misbehaviour', { rules: [{ kind, times: 1 }] });
    const wrong = await ask(2);
    expect([wrong.status, registryReplySchema.safeParse(wrong.body).success]).toEqual([status, isOfTheShape]);
    expect(wrong.body).not.toMatchObject({ answeredOn: '2026-11-02', answers: [{ mark: '0', answer: 'alive' }, { mark: '1', answer: 'alive' }] });
    expect(await said(2)).toEqual(['alive', 'alive']);
  });

  it('told to, hang up without a word, or answer late', async () => {
    await call('/misbehaviour', { rules: [{ kind: 'hangs-up', times: 1 }] });
    await expect(ask(1)).rejects.toThrow('fetch failed');
    await call('/misbehaviour', { rules: [{ kind: 'answers-late', afterMs: 50, times: 1 }] });
    const begun = performance.now();
    expect((await ask(1)).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(45);
  });
});
