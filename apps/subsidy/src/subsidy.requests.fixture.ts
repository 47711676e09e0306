import type { Role } from '@gongjiang/security';
import { tokenNo } from './person/person.builders.js';
import type { TestApi } from './subsidy.http.fixture.js';

/** As much of JSON Schema as the API document uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** An operation as the API document has it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly roles: readonly Role[];
  readonly query: readonly { readonly name: string; readonly required?: boolean; readonly schema: Schema }[];
  readonly body: Schema | undefined;
}

interface Documented {
  readonly security?: readonly { readonly bearer: readonly Role[] }[];
  readonly parameters?: readonly (Operation['query'][number] & { readonly in: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** Every operation of the document: what is added to the API is tried without anybody naming it here. */
export async function operationsOf({ url }: TestApi): Promise<readonly Operation[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, Record<string, Documented>> };
  return Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, { security = [], parameters = [], requestBody }]) => ({
    method: method.toUpperCase(), path,
    roles: security.flatMap(({ bearer }) => bearer),
    query: parameters.filter((parameter) => parameter.in === 'query'),
    body: requestBody?.content['application/json']?.schema,
  })));
}

const TEXTS = ['x', '2026-11', '2026', 'talent-special', '6228480402564890018', 'jinhua/7/post-allowance', tokenNo(1), '330700'];

/** A value that fits the schema. */
export function sampleOf(schema: Schema): unknown {
  const { anyOf, oneOf, properties = {}, required = [], items, minItems = 0 } = schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = anyOf ?? oneOf ?? [];
  if (first) return sampleOf(first);
  switch (schema.type) {
    case 'string': return textFor(schema);
    case 'integer': case 'number': return Math.max(1, schema.minimum ?? 1);
    case 'boolean': return true;
    case 'array': return Array.from({ length: minItems }, () => sampleOf(items ?? {}));
    case 'object': return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
    default: return 'x';
  }
}

function textFor({ format, pattern }: Schema): string {
  if (format === 'date') return '2026-11-02';
  const found = TEXTS.find((text) => pattern === undefined || new RegExp(pattern, 'u').test(text));
  if (found === undefined) throw new Error(`No text is known that fits ${pattern}: add one to TEXTS`);
  return found;
}

/** The address with ids by the first part of the path, and whatever the query must have. */
export function addressOf({ path, query }: Pick<Operation, 'path' | 'query'>, ids: Readonly<Record<string, string>>, asked: Readonly<Record<string, string>> = {}): string {
  const [, collection = '', kind = ''] = path.split('/');
  const id = encodeURIComponent(ids[`${collection}/${kind}`] ?? ids[collection] ?? 'x');
  const address = path.replace(/\{(id|token)\}/, id).replace('{fund}', 'talent-special').replace('{year}', '2026');
  const values = query.filter(({ required }) => required).map(({ name, schema }) => `${name}=${encodeURIComponent(asked[name] ?? String(sampleOf(schema)))}`);
  return values.length === 0 ? address : `${address}?${values.join('&')}`;
}
