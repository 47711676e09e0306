import type { Json } from '@gongjiang/kernel';
import { z } from 'zod';
import { ProblemException } from '../problem/problem.exception.js';

/** A sort key and an id; never a query, never a person. */
const MAX_CURSOR_CHARACTERS = 512;
export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;

/** What every list takes: spread it into the strict object of the route's query. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE)
    .describe('How many at most / 每页条数'),
  cursor: z.string().min(1).max(MAX_CURSOR_CHARACTERS).optional()
    .describe('Where the last page ended, from its `next` / 上一页返回的 next'),
};

/** One page of a list; `next` is missing on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** The schema of a page, for the API document. */
export function pageOf<T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodOptional<z.ZodString> }> {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

/** The place where a page ended, in a form that clients hand back and do not read. */
export function encodeCursor(position: Json): string {
  const cursor = Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
  if (cursor.length > MAX_CURSOR_CHARACTERS) throw new RangeError(`A cursor has more than ${MAX_CURSOR_CHARACTERS} characters`);
  return cursor;
}

/** The place that a cursor names, by the schema of the route; throws `cursor.invalid` for whatever a client made up. */
export function decodeCursor<T extends z.ZodType>(cursor: string, schema: T): z.infer<T> {
  const parsed = schema.safeParse(cursorJson(cursor));
  if (parsed.success) return parsed.data;
  throw new ProblemException({ code: 'cursor.invalid' });
}

function cursorJson(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR_CHARACTERS || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Makes a page of rows read with `limit + 1`: the one too many only tells that there is a next page.
 */
export function pageFrom<Row>(rows: readonly Row[], limit: number, positionOf: (row: Row) => Json): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: encodeCursor(positionOf(last)) } : { items };
}
