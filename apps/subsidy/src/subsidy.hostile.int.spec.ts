import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestApi, type Reply } from './subsidy.http.fixture.js';
import { addressOf, operationsOf, sampleOf, type Operation, type Schema } from './subsidy.requests.fixture.js';

type Json = Readonly<Record<string, unknown>>;

/** What databases and prototypes take for a command, in the place of a plain value. */
const OPERATORS: readonly unknown[] = [{ $ne: null }, { $gt: '' }, { $where: 'sleep(1)' }, { $regex: '.*' }, { toString: 'x' }, [['x']]];
const KEYS = ['$where', '$set', 'a.b', 'city', 'constructor', 'prototype', 'toString', '__v'];
/** What the record of attempts may write: nothing else is to change. */
const OF_THE_RECORD = new Set(['audit_entries', 'audit_blocks', 'idempotency_keys']);

describe('a hostile request', () => {
  let api: TestApi;
  let operations: readonly Operation[];
  let before: string;
  const replies: string[] = [];
  beforeAll(async () => {
    api = await TestApi.start({ GONGJIANG_CALLS_A_MINUTE: '1000000', GONGJIANG_PUBLIC_CALLS_A_MINUTE: '1000000' });
    operations = await operationsOf(api);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    replies.length = 0;
    before = await everything();
  });
  /** Whatever was answered: nothing is written but the record, and nothing broke. */
  async function nothingCameOfIt(): Promise<void> {
    expect(replies.filter((reply) => / 5\d\d$/.test(reply))).toEqual([]);
    expect(await everything()).toBe(before);
  }

  async function everything(): Promise<string> {
    const collections = await api.subsidy.connection.db.collections();
    const counted = collections.filter(({ collectionName }) => !OF_THE_RECORD.has(collectionName)).map(async (one) => [one.collectionName, await one.countDocuments()]);
    return JSON.stringify(Object.fromEntries((await Promise.all(counted)).filter(([, count]) => count !== 0)), collections.map(({ collectionName }) => collectionName).sort((one, other) => (one < other ? -1 : 1)));
  }
  async function send(operation: Operation, json: unknown, text?: string): Promise<Reply> {
    const common = { as: [operation.roles[0] ?? 'handler'], match: '"1"', key: `k${replies.length}` } as const;
    return call(operation.method, addressOf(operation, {}), { ...common, ...(text === undefined ? { json } : { file: { type: 'application/json', bytes: Buffer.from(text) } }) });
  }
  async function call(method: string, address: string, asked: Parameters<TestApi['call']>[2]): Promise<Reply> {
    const reply = await api.call(method, address, asked);
    replies.push(`${method} ${address} ${reply.status}`);
    return reply;
  }
  const withBody = (): readonly (Operation & { body: Schema })[] => operations.filter((operation): operation is Operation & { body: Schema } => operation.body !== undefined);
  const named = ({ method, path }: Operation, what: unknown, { status, body }: Reply): string => `${method} ${path} ${JSON.stringify(what)}: ${status} ${String(body['code'])}`;

  it('has a plain one beside it that fits: no refusal below is for another reason', async () => {
    const unfit: string[] = [];
    for (const operation of withBody()) {
      const reply = await send({ ...operation, path: operation.path.replace(/\{id\}/, 'city') }, sampleOf(operation.body));
      if (reply.body['code'] === 'request.invalid' && !(reply.body['errors'] as { in: string }[]).every((error) => error.in === 'path')) unfit.push(named(operation, reply.body['errors'], reply));
    }
    expect(withBody().length).toBeGreaterThan(25);
    expect(unfit).toEqual([]);
  });

  it('with an operator in the place of any value, at any depth, is refused', async () => {
    const taken: string[] = [];
    for (const operation of withBody()) {
      for (const body of OPERATORS.flatMap((hostile) => withEach(sampleOf(operation.body), operation.body, hostile))) {
        const reply = await send(operation, body);
        if (reply.status !== 400 || reply.body['code'] !== 'request.invalid') taken.push(named(operation, body, reply));
      }
    }
    expect(taken).toEqual([]);
    await nothingCameOfIt();
  });

  it('with a key too many, dotted, named like an operator or like what every object has, is refused at any depth', async () => {
    const taken: string[] = [];
    for (const operation of withBody()) {
      for (const body of KEYS.flatMap((key) => withKey(sampleOf(operation.body), operation.body, key))) {
        const reply = await send(operation, body);
        if (reply.status !== 400 || reply.body['code'] !== 'request.invalid') taken.push(named(operation, body, reply));
      }
    }
    expect(taken).toEqual([]);
    await nothingCameOfIt();
  });

  it('that would change what every object has is no JSON for us, wherever it says so', async () => {
    expect(named(withBody()[0] as Operation, '[]', await send(withBody()[0] as Operation, undefined, '[{}]'))).toContain('400 request.invalid');
    for (const operation of withBody()) {
      const text = JSON.stringify(sampleOf(operation.body));
      for (const hostile of [text.replace('{', '{"__proto__":{"polluted":true},'), text.replace('{', '{"\\u005f_proto__":{"polluted":true},'), `[${text}`]) {
        expect(named(operation, hostile, await send(operation, undefined, hostile))).toContain('400 request.json-malformed');
      }
    }
    expect(({} as Json)['polluted']).toBeUndefined();
    await nothingCameOfIt();
  });

  it('with a list or an operator for a query value, or a parameter that there is not, is refused', async () => {
    const taken: string[] = [];
    for (const operation of operations.filter(({ query, roles }) => query.length > 0 && roles.length > 0)) {
      const address = addressOf(operation, {});
      const joint = address.includes('?') ? '&' : '?';
      const name = operation.query[0]?.name ?? '';
      for (const hostile of [`${name}=1&${name}=2`, `${name}[$ne]=x`, `${name}[]=1`, `${name}.$gt=1`, '__proto__[x]=1', 'constructor=1', '$where=1']) {
        const reply = await call(operation.method, `${address}${joint}${hostile}`, { as: [operation.roles[0] ?? 'handler'], match: '"1"' });
        if (reply.status !== 400) taken.push(named(operation, hostile, reply));
      }
    }
    expect(taken).toEqual([]);
    await nothingCameOfIt();
  });

  it('that names a thing by an operator, a path or a control character finds none', async () => {
    const found: string[] = [];
    for (const operation of operations.filter(({ path, roles }) => path.includes('{') && roles.length > 0)) {
      for (const id of ['{"$ne":1}', '$where', '../../batches', '\u0000', '[object Object]', 'constructor', '__proto__', "'; return true; //", '.']) {
        const reply = await call(operation.method, addressOf(operation, { [operation.path.split('/')[1] ?? '']: id }), { as: [operation.roles[0] ?? 'handler'], match: '"1"', ...(operation.body ? { json: sampleOf(operation.body) } : {}) });
        const isEmptyList = reply.status === 200 && JSON.stringify(reply.body) === '{"items":[]}';
        if (reply.status >= 500 || (reply.status < 400 && !isEmptyList)) found.push(named(operation, id, reply));
      }
    }
    expect(found).toEqual([]);
    await nothingCameOfIt();
  });
});

/** The value with a hostile one in the place of each of its plain values in turn. What takes any value is left out. */
function withEach(value: unknown, schema: Schema, hostile: unknown): readonly unknown[] {
  if (isObject(value)) {
    const { properties = {} } = shapeOf(schema, value);
    return Object.entries(value).flatMap(([name, inner]) => withEach(inner, properties[name] ?? {}, hostile).map((changed) => ({ ...value, [name]: changed })));
  }
  if (Array.isArray(value)) return value.flatMap((inner, at) => withEach(inner, schema.items ?? {}, hostile).map((changed) => value.with(at, changed) as unknown));
  return [hostile];
}

/** The value with one key more, in each of its objects in turn that says which keys it takes. */
function withKey(value: unknown, schema: Schema, key: string): readonly unknown[] {
  if (!isObject(value)) return [];
  const { properties } = shapeOf(schema, value);
  if (properties === undefined) return [];
  const deeper = Object.entries(value).flatMap(([name, inner]) => withKey(inner, properties[name] ?? {}, key).map((changed) => ({ ...value, [name]: changed })));
  return [...(Object.hasOwn(properties, key) ? [] : [{ ...value, [key]: 'x' }]), ...deeper];
}

function shapeOf(schema: Schema, value: Json): Schema {
  const shapes = schema.anyOf ?? schema.oneOf ?? [schema];
  return shapes.find(({ properties = {} }) => Object.keys(value).every((name) => Object.hasOwn(properties, name))) ?? schema;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
