import { Readable } from 'node:stream';
import { problemOf } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { CityCode } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, Headers, HttpStatus, Param, Res, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { isEnded, progressOf, type Progress } from './progress.js';
import { ProgressFeeds, type ProgressFeed } from './progress.feed.loop.js';
import { eventIdOf } from './progress.sse.js';
import { progressText } from './progress.stream.js';
import { DisbursementView, shownProgressSchema } from './progress.view.js';

const idSchema = z.string().min(1).max(100);

/** When a place may be free again: readers come and go with the batches. */
const COME_AGAIN_S = 30;

/** The disbursement of a batch as it happens, by server-sent events. */
@Controller('batches')
export class ProgressHttp implements OnModuleDestroy {
  constructor(private readonly view: DisbursementView, private readonly feeds: ProgressFeeds) {}

  @Get(':id/disbursement')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'How far the disbursement is, and what it waits for', tag: 'disbursement', answer: { status: HttpStatus.OK, description: 'The disbursement at this moment', schema: shownProgressSchema } })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<Progress> {
    return this.known(actor, id);
  }

  @Get(':id/progress/stream')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({
    summary: 'The disbursement as it happens (text/event-stream)', tag: 'disbursement',
    description: 'Events `progress`, and one `ended` at the end; each is the whole state. With the Last-Event-ID of the end the answer is 204: an EventSource comes no more.',
    answer: { status: HttpStatus.OK, description: 'Server-sent events' },
  })
  async stream(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('last-event-id') lastEventId: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const now = await this.known(actor, id);
    if (isEnded(now) && eventIdOf(now) === lastEventId) return void reply.code(HttpStatus.NO_CONTENT).send();
    const feed = this.feeds.open(actor.city, id);
    if (!feed) throw problemOf({ code: 'progress.too-many-streams' }, { headers: { 'retry-after': String(COME_AGAIN_S) } });
    const gone = new AbortController();
    reply.raw.once('close', () => { gone.abort(); });
    const close = this.closing(actor.city, id, feed);
    gone.signal.addEventListener('abort', close);
    const body = Readable.from(progressText(feed, { lastEventId, gone: gone.signal, now: () => performance.now() }), { objectMode: false });
    await reply.type('text/event-stream').header('cache-control', 'no-store').header('x-accel-buffering', 'no').send(body);
  }

  onModuleDestroy(): void {
    this.feeds.stopAll();
  }

  private async known(actor: Actor, id: string): Promise<Progress> {
    const facts = await this.view.of(actor.city, id);
    if (!facts) throw problemOf({ code: 'batch.unknown', details: { batch: id } });
    return progressOf(facts, []);
  }

  private closing(city: CityCode, id: string, feed: ProgressFeed): () => void {
    let isClosed = false;
    return () => {
      if (!isClosed) this.feeds.close(city, id, feed);
      isClosed = true;
    };
  }
}
