import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented, Idempotent } from '@gongjiang/http/nest';
import { isMonth, refuse } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles, StandInsMay } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { sourceOf } from '../shared/source.js';
import { BatchProgressView, progressSchema, shownBatch, shownBatchSchema, type BatchProgress, type ShownBatch } from './batch.view.js';
import { BatchService, type BatchOutcome, type BatchTarget } from './batch.service.js';
import { BatchStore } from './batch.store.js';

const openSchema = z.strictObject({ programme: z.string().min(1).max(40), period: z.string().refine(isMonth, 'YYYY-MM') });
const reasonSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const idSchema = z.string().min(1).max(100);
const listSchema = z.strictObject(pageQuery);
const ANSWER = { status: HttpStatus.OK, description: 'The batch as it stands now', schema: shownBatchSchema };

/** The batch's life, one address a step. Every step names by If-Match the version that the person has seen. */
@Controller('batches')
export class BatchHttp {
  constructor(private readonly service: BatchService, private readonly batches: BatchStore, private readonly dates: BusinessDates, private readonly progressView: BatchProgressView) {}

  @Post()
  @Roles('handler')
  @Idempotent('welcome')
  @Documented({ summary: 'Open a batch for a programme and month', tag: 'batches', answer: { ...ANSWER, status: HttpStatus.CREATED } })
  async open(@CurrentActor() actor: Actor, @Body({ schema: openSchema }) body: z.infer<typeof openSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.open({ city: actor.city, source: sourceOf(actor), ...(await this.by(actor)) }, body.programme, body.period));
  }

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'The city\'s batches', tag: 'batches', answer: { status: HttpStatus.OK, description: 'A page of batches', schema: pageOf(shownBatchSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listSchema }) { limit, cursor }: z.infer<typeof listSchema>): Promise<Page<ShownBatch>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.batches.ofCity(actor.city, { after, limit: limit + 1 });
    return pageFrom(rows.map(shownBatch), limit, (batch) => batch.id);
  }

  @Get(':id')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'One batch', tag: 'batches', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    const found = await this.batches.load(actor.city, id);
    return answer(reply, found ? { ok: true, value: found } : refuse('batch.unknown', { batch: id }));
  }

  @Get(':id/progress')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'How far the work on a batch is; what is held, and why, is in its report', tag: 'batches', answer: { status: HttpStatus.OK, description: 'Counts over the chunks', schema: progressSchema } })
  async progress(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<BatchProgress> {
    const found = await this.batches.load(actor.city, id);
    if (!found) throw problemOf({ code: 'batch.unknown', details: { batch: id } });
    return this.progressView.of(found.batch);
  }

  @Post(':id/calculation')
  @StandInsMay()
  @Roles('handler')
  @HttpCode(HttpStatus.ACCEPTED)
  @Documented({ summary: 'Lock the population and calculate', tag: 'batches', answer: { ...ANSWER, status: HttpStatus.ACCEPTED } })
  async calculate(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.act(targetOf(actor, id, match), { kind: 'start-calculation', ...(await this.by(actor)) }));
  }

  @Post(':id/submission')
  @StandInsMay()
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Submit: the fund\'s money is reserved', tag: 'batches', answer: ANSWER })
  async submit(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.submit(targetOf(actor, id, match), await this.by(actor)));
  }

  @Post(':id/review')
  @StandInsMay()
  @Roles('reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Review: the notice goes up', tag: 'batches', answer: ANSWER })
  async review(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.review(targetOf(actor, id, match), await this.by(actor)));
  }

  @Post(':id/approval')
  @StandInsMay()
  @Roles('approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Approve what is cleared; above the city\'s limit a second approver follows', tag: 'batches', answer: ANSWER })
  async approve(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.approve(targetOf(actor, id, match), await this.by(actor)));
  }

  @Post(':id/release')
  @StandInsMay()
  @Roles('releaser')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Release for payment', tag: 'batches', answer: ANSWER })
  async release(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.act(targetOf(actor, id, match), { kind: 'release', ...(await this.by(actor)) }));
  }

  @Post(':id/closing')
  @Roles('finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Close a reconciled batch', tag: 'batches', answer: ANSWER })
  async close(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.act(targetOf(actor, id, match), { kind: 'close', ...(await this.by(actor)) }));
  }

  @Post(':id/return')
  @Roles('reviewer', 'approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Send back to the handler, with a reason', tag: 'batches', answer: ANSWER })
  async sendBack(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.sendBack(targetOf(actor, id, match), await this.by(actor), reason));
  }

  @Post(':id/cancellation')
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Cancel a batch that was not submitted', tag: 'batches', answer: ANSWER })
  async cancel(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownBatch> {
    return answer(reply, await this.service.act(targetOf(actor, id, match), { kind: 'cancel', ...(await this.by(actor)), reason }));
  }

  private async by(actor: Actor) {
    return { actor: actor.id, ...(actor.standsInFor === undefined ? {} : { standsInFor: actor.standsInFor }), on: await this.dates.today(actor.city) };
  }
}

function targetOf(actor: Actor, id: string, match: string | undefined): BatchTarget {
  return { city: actor.city, id, version: versionFromMatch(match), source: sourceOf(actor) };
}

function answer(reply: FastifyReply, outcome: BatchOutcome): ShownBatch {
  const kept = valueOrProblem(outcome);
  void reply.header('etag', etagOf(kept.version));
  return shownBatch(kept);
}
