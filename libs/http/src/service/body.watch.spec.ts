import { EventEmitter, once } from 'node:events';
import { request as call, type ClientRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setInterval as every } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, GoneException, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { TakesFile } from './body.watch.js';
import { createService } from './create-service.js';

/** Told by the handler whose body broke off. */
const handler = new EventEmitter();

@Controller()
class Files {
  @Post('file')
  @TakesFile()
  async take(@Req() request: FastifyRequest): Promise<{ bytes: number }> {
    let bytes = 0;
    try {
      for await (const piece of request.body as Readable) bytes += (piece as Buffer).length;
    } catch (error) {
      handler.emit('broken-off');
      throw error;
    }
    return { bytes };
  }

  @Post('refused-file')
  @TakesFile()
  refuse(): void { throw new GoneException(); }

  @Post('words')
  words(@Body({ schema: z.strictObject({ words: z.string() }) }) body: unknown): unknown { return body; }
}

@Module({ controllers: [Files] })
class FilesModule {}

const PIECES = 12;
/** The pieces together take longer than anything that is no file may, and than a file may rest. */
const [PIECE_EVERY_MS, PACE] = [30, { wholeMs: 200, silenceMs: 200, leastBytesASecond: 1_000, lookEveryMs: 10 }];

describe('a body that comes slowly', () => {
  let app: NestFastifyApplication;
  let url: string;
  const logged: unknown[] = [];
  beforeAll(async () => {
    app = await createService(FilesModule, { serviceName: 'files', wording: {}, bodyPace: PACE, logger: { log() {}, warn() {}, error: (line: unknown) => { logged.push(line); } } });
    app.getHttpAdapter().getInstance().addContentTypeParser('text/csv', (_request: unknown, payload: unknown, done: (error: null, body: unknown) => void) => done(null, payload));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  interface Sending { readonly sending: ClientRequest; readonly answer: Promise<{ status: number | undefined; body: unknown }>; readonly closed: Promise<unknown> }

  function begin(path: string, type: string, headers: Record<string, string> = {}): Sending {
    const sending = call(`${url}${path}`, { method: 'POST', headers: { 'content-type': type, 'accept-language': 'en', ...headers } });
    const closed = new Promise((resolve) => { sending.once('close', resolve); }); // `once` of node:events would take the cut for a failure.
    sending.on('error', () => undefined); // Cut off while it still sends.
    const answer = once(sending, 'response').then(async ([response]: unknown[]) => ({ status: (response as IncomingMessage).statusCode, body: await json(response as IncomingMessage) }));
    return { sending, answer, closed };
  }

  async function drip({ sending }: Sending, piece: string): Promise<void> {
    let left = PIECES;
    for await (const _ of every(PIECE_EVERY_MS)) {
      if (sending.destroyed || left === 0) break;
      sending.write(piece);
      left -= 1;
    }
  }

  it('is taken to its end where it is a file and its bytes flow, however long it takes', async () => {
    const upload = begin('/file', 'text/csv');
    await drip(upload, 'x'.repeat(1_000));
    upload.sending.end();
    expect(await upload.answer).toEqual({ status: 201, body: { bytes: PIECES * 1_000 } });
  });

  it('is cut with a problem document where it is a file and falls silent; whoever reads it learns that, and nothing is logged', async () => {
    const brokenOff = once(handler, 'broken-off');
    const upload = begin('/file', 'text/csv', { 'content-length': '1000' });
    upload.sending.write('half');
    expect(await upload.answer).toMatchObject({ status: 408, body: { code: 'request.timeout', detail: 'The request was not sent in time' } });
    await upload.closed;
    await brokenOff;
    expect(logged).toEqual([]);
  });

  it('is cut where it is a file of which a byte comes now and then', async () => {
    const upload = begin('/file', 'text/csv');
    const [answer] = await Promise.all([upload.answer, drip(upload, 'x')]);
    expect(answer.status).toBe(408);
  });

  it('is cut after its one time where it is no file, though its bytes flow', async () => {
    const words = begin('/words', 'application/json');
    words.sending.write('{"words":"');
    const [answer] = await Promise.all([words.answer, drip(words, 'x'.repeat(1_000))]);
    expect(answer).toMatchObject({ status: 408, body: { code: 'request.timeout' } });
  });

  it('holds no connection where the file was refused before it was read', async () => {
    const upload = begin('/refused-file', 'text/csv');
    upload.sending.write('x');
    // Whoever is late to read meets the end of the connection before the answer.
    expect([400, 'cut off']).toContain(await upload.answer.then(({ status }) => status, () => 'cut off'));
    await drip(upload, 'x'.repeat(1_000));
    await upload.closed;
  });
});
