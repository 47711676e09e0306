import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reportSchema, shownReport } from '../import/import.shown.js';
import { fileOf, handedIn, TakesRoster } from '../import/roster.upload.http.js';
import { dueKey } from '../item/item.js';
import { sourceOf } from '../shared/source.js';
import { TakeoverDesk } from './takeover.desk.service.js';
import type { TakeoverOutcome } from './takeover.service.js';
import { shownDue, shownDueSchema, shownTakeover, shownTakeoverSchema, type ShownDue, type ShownTakeover } from './takeover.view.js';

const idSchema = z.string().regex(/^\d{6}\.[a-z2-7]{12}$/);
const dueId = z.string().min(1).max(200);
const listQuery = z.strictObject(pageQuery);
const reasonSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const receivedSchema = z.object({ takeover: shownTakeoverSchema.nullable(), report: reportSchema });
const ANSWER = { status: HttpStatus.OK, description: 'The takeover as it stands now; its ETag is the version that a review names', schema: shownTakeoverSchema };

/** What was paid before the platform: one person hands the file in, another reviews it. */
@Controller('takeovers')
export class TakeoverHttp {
  constructor(private readonly desk: TakeoverDesk) {}

  @Post()
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @TakesRoster()
  @Documented({ summary: 'Hand in what was paid before the platform (CSV or XLSX), for somebody else to review', tag: 'takeovers', answer: { status: HttpStatus.OK, description: 'What became of the file, row by row, and the takeover that it makes; none where no row fits', schema: receivedSchema } })
  async handIn(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<z.infer<typeof receivedSchema>> {
    const { report, takeover } = valueOrProblem(await this.desk.handIn(byOf(actor), fileOf(request), handedIn(actor, request)));
    return { report: shownReport(report), takeover: takeover ? shownTakeover(takeover) : null };
  }

  @Get()
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'The city\'s takeovers', tag: 'takeovers', answer: { status: HttpStatus.OK, description: 'A page of takeovers', schema: pageOf(shownTakeoverSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { limit, cursor }: z.infer<typeof listQuery>): Promise<Page<ShownTakeover>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.desk.takeovers.ofCity(actor.city, { after, limit: limit + 1 });
    return pageFrom(rows.map(shownTakeover), limit, ({ id }) => id);
  }

  @Get(':id')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'One takeover with its control totals: dues, money by entitlement, months used', tag: 'takeovers', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownTakeover> {
    const kept = await this.desk.takeovers.load(actor.city, id);
    if (!kept) throw problemOf({ code: 'takeover.unknown', details: { takeover: id } });
    return answer(reply, { ok: true, value: kept });
  }

  @Get(':id/dues')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'What a takeover says, payee by payee', tag: 'takeovers', answer: { status: HttpStatus.OK, description: 'A page of dues', schema: pageOf(shownDueSchema) } })
  async dues(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: listQuery }) { limit, cursor }: z.infer<typeof listQuery>): Promise<Page<ShownDue>> {
    if (!(await this.desk.takeovers.load(actor.city, id))) throw problemOf({ code: 'takeover.unknown', details: { takeover: id } });
    const after = cursor === undefined ? null : decodeCursor(cursor, dueId);
    const rows = await this.desk.takeovers.dues(id, { after, limit: limit + 1 });
    return pageFrom(rows.map((row) => shownDue(dueKey(row.due), row)), limit, (due) => due.id);
  }

  @Post(':id/acceptance')
  @Roles('reviewer')
  @HttpCode(HttpStatus.ACCEPTED)
  @Documented({ summary: 'Accept: it becomes history for every decision from now on', tag: 'takeovers', answer: { ...ANSWER, status: HttpStatus.ACCEPTED } })
  async accept(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownTakeover> {
    return answer(reply, await this.desk.accept(byOf(actor), { id, version: versionFromMatch(match) }));
  }

  @Post(':id/rejection')
  @Roles('reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Reject, with a reason: nothing of it counts', tag: 'takeovers', answer: ANSWER })
  async reject(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownTakeover> {
    return answer(reply, await this.desk.reject(byOf(actor), { id, version: versionFromMatch(match) }, reason));
  }
}

function byOf(actor: Actor) {
  return { city: actor.city, actor: actor.id, source: sourceOf(actor) };
}

function answer(reply: FastifyReply, outcome: TakeoverOutcome): ShownTakeover {
  const kept = valueOrProblem(outcome);
  void reply.header('etag', etagOf(kept.version));
  return shownTakeover(kept);
}
