import { createReadStream } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { JINHUA, type Platform } from '@gongjiang/rehearsal';
import { z } from 'zod';
import type { ImportFormat } from './imports.figures.js';

const TYPES = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

const reportSchema = z.object({ rows: z.int(), taken: z.int(), unchanged: z.int(), refused: z.int(), mend: z.object({ rows: z.int() }).nullable(), problems: z.array(z.unknown()) });
const tokenSchema = z.object({ access_token: z.string() });

export interface HandedInFile {
  readonly path: string;
  readonly file: string;
  readonly format: ImportFormat;
}

export interface ImportAnswer {
  readonly report: z.infer<typeof reportSchema>;
  readonly sentMs: number;
  readonly ms: number;
}

/** Streams a file to the service as a handler does, and waits for the row report however long it takes. */
export async function handIn({ issuer, subsidy }: Platform, { path, file, format }: HandedInFile): Promise<ImportAnswer> {
  const authorization = `Bearer ${await token(issuer.url)}`;
  const begun = performance.now();
  const call = request(`${subsidy.url}${path}`, { method: 'POST', headers: { authorization, 'content-type': TYPES[format] } });
  const answered = new Promise<IncomingMessage>((resolve, reject) => call.once('response', resolve).once('error', reject));
  await pipeline(createReadStream(file), call);
  const sentMs = performance.now() - begun;
  const answer = await answered;
  const body = await text(answer);
  if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${body}`);
  return { report: reportSchema.parse(JSON.parse(body)), sentMs, ms: performance.now() - begun };
}

async function token(issuer: string): Promise<string> {
  const body = JSON.stringify({ subject: `${JINHUA}-handler`, city: JINHUA, roles: ['handler'] });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return tokenSchema.parse(await answer.json()).access_token;
}
