import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { byOf } from '../shared/by.js';
import type { LineProof } from './notice.proof.js';
import { NoticeService, type NoticeOutcome } from './notice.service.js';
import { NoticeStore, type KeptNotice } from './notice.store.js';
import { lineProofSchema, linesAfter, proofOf, shownLineSchema, shownNotice, shownNoticeSchema, type ShownLine, type ShownNotice } from './notice.view.js';

const idSchema = z.string().min(1).max(100);
const numberSchema = z.int().min(0);
const listQuery = z.strictObject(pageQuery);
const proofQuery = z.strictObject({ line: z.coerce.number().int().min(1).max(100_000_000) });
const reasonSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const ANSWER = { status: HttpStatus.OK, description: 'The notice as it stands now', schema: shownNoticeSchema };

/** Notices for those who answer for them: also what is down again, and the proof of what was shown. */
@Controller('notices')
export class NoticeHttp {
  constructor(private readonly notices: NoticeStore, private readonly service: NoticeService, private readonly dates: BusinessDates) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor', 'integrator')
  @Documented({ summary: 'The city\'s notices, with what was up from when until when', tag: 'notices', answer: { status: HttpStatus.OK, description: 'A page of notices', schema: pageOf(shownNoticeSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { limit, cursor }: z.infer<typeof listQuery>): Promise<Page<ShownNotice>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.notices.ofCity(actor.city, { which: 'all', after, limit: limit + 1 });
    return pageFrom(rows.map(shownNotice), limit, ({ id }) => id);
  }

  @Get(':id')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor', 'integrator')
  @Documented({ summary: 'One notice', tag: 'notices', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownNotice> {
    return answer(reply, { ok: true, value: await this.own(actor, id) });
  }

  @Get(':id/lines')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'The lines of a notice, as they were or will be shown', tag: 'notices', answer: { status: HttpStatus.OK, description: 'A page of lines', schema: pageOf(shownLineSchema) } })
  async lines(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: listQuery }) { limit, cursor }: z.infer<typeof listQuery>): Promise<Page<ShownLine>> {
    const after = cursor === undefined ? 0 : decodeCursor(cursor, numberSchema);
    await this.own(actor, id);
    return pageFrom(await linesAfter(this.notices, id, after, limit + 1), limit, ({ number }) => number);
  }

  @Get(':id/proof')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'That a line was shown: the way from it to the published root of the list', tag: 'notices', answer: { status: HttpStatus.OK, description: 'The proof', schema: lineProofSchema }, problems: [HttpStatus.CONFLICT] })
  async proof(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: proofQuery }) { line }: z.infer<typeof proofQuery>): Promise<LineProof> {
    const { notice } = await this.own(actor, id);
    if (line > notice.list.lines) throw problemOf({ code: 'notice.line-unknown', details: { line, lines: notice.list.lines } });
    const proof = await proofOf(this.notices, notice, line);
    if (!proof) throw problemOf({ code: 'notice.altered' });
    return proof;
  }

  @Post(':id/taking-down')
  @Roles('reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Take a notice down for a time, with a reason', tag: 'notices', answer: ANSWER })
  async suspend(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownNotice> {
    return answer(reply, await this.service.suspend(await byOf(actor, this.dates), id, versionFromMatch(match), reason));
  }

  @Post(':id/putting-up')
  @Roles('reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Put a notice up again: its days are counted anew', tag: 'notices', answer: ANSWER })
  async resume(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownNotice> {
    return answer(reply, await this.service.resume(await byOf(actor, this.dates), id, versionFromMatch(match)));
  }

  private async own(actor: Actor, id: string): Promise<KeptNotice> {
    const kept = await this.notices.load(id);
    if (kept?.notice.city !== actor.city) throw problemOf({ code: 'notice.unknown' });
    return kept;
  }
}

function answer(reply: FastifyReply, outcome: NoticeOutcome): ShownNotice {
  const kept = valueOrProblem(outcome);
  void reply.header('etag', etagOf(kept.version));
  return shownNotice(kept);
}
