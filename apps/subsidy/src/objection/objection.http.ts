import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { itemsBehind } from '../notice/notice.lookup.js';
import { NoticeStore } from '../notice/notice.store.js';
import { byOf } from '../shared/by.js';
import { MAX_CONTACT_CHARACTERS, MAX_TEXT_CHARACTERS, OBJECTION_STATUSES } from './objection.js';
import { ObjectionService, type ObjectionOutcomeResult } from './objection.service.js';
import { ObjectionStore, type KeptObjection } from './objection.store.js';
import { listedObjection, listedObjectionSchema, shownObjection, shownObjectionSchema, type ListedObjection, type ShownObjection } from './objection.view.js';

const idSchema = z.string().min(1).max(100);
/** Line breaks and all that can be read; no control characters, and no half of a character. */
const said = (most: number) => z.string().trim().min(1).max(most).refine((text) => !/[^\P{C}\n]/u.test(text), 'no control characters').meta({ format: 'plain-text' });
const positionSchema = z.object({ at: z.iso.datetime(), id: idSchema });
const listQuery = z.strictObject({ ...pageQuery, status: z.enum(OBJECTION_STATUSES).optional() });
const complaintSchema = z.strictObject({
  line: z.int().min(1).max(100_000_000), text: said(MAX_TEXT_CHARACTERS),
  contact: z.strictObject({ name: said(MAX_CONTACT_CHARACTERS), reachedAt: said(MAX_CONTACT_CHARACTERS) }),
});
const rulingSchema = z.strictObject({ outcome: z.enum(['dismissed', 'upheld']), reason: said(500) });
const ANSWER = { status: HttpStatus.OK, description: 'The objection as it stands now', schema: shownObjectionSchema };

/** Objections to lines of a public list: an officer or the city's portal hands them in, and somebody else decides. */
@Controller()
export class ObjectionHttp {
  constructor(private readonly objections: ObjectionStore, private readonly service: ObjectionService, private readonly notices: NoticeStore, private readonly dates: BusinessDates) {}

  @Post('notices/:id/objections')
  @Roles('handler', 'integrator')
  @Documented({ summary: 'Object to a line of a notice that is up: the line is held until it is decided', tag: 'objections', answer: { ...ANSWER, status: HttpStatus.CREATED } })
  async file(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Body({ schema: complaintSchema }) complaint: z.infer<typeof complaintSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownObjection> {
    return this.answer(reply, await this.service.file(await byOf(actor, this.dates), id, complaint));
  }

  @Get('objections')
  @Roles('handler', 'reviewer', 'approver', 'auditor')
  @Documented({ summary: 'Objections, the oldest first: what waits for a decision, and since when', tag: 'objections', answer: { status: HttpStatus.OK, description: 'A page of objections', schema: pageOf(listedObjectionSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { status, limit, cursor }: z.infer<typeof listQuery>): Promise<Page<ListedObjection>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, positionSchema);
    const rows = await this.objections.page(actor.city, { status: status ?? null, after, limit: limit + 1 });
    const page = pageFrom(rows, limit, ({ objection }) => ({ at: objection.filedAt, id: objection.id }));
    return { ...page, items: page.items.map(({ objection }) => listedObjection(objection)) };
  }

  @Get('objections/:id')
  @Roles('reviewer', 'approver', 'integrator')
  @Documented({ summary: 'One objection, with what was said and what the objector was told', tag: 'objections', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownObjection> {
    const kept = await this.objections.load(actor.city, id);
    if (!kept || !maySee(actor, kept)) throw problemOf({ code: 'objection.unknown' });
    return this.answer(reply, { ok: true, value: kept });
  }

  @Post('objections/:id/decision')
  @Roles('reviewer', 'approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Decide an objection, with a reason that the objector is told', tag: 'objections', answer: ANSWER })
  async decide(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: rulingSchema }) ruling: z.infer<typeof rulingSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownObjection> {
    return this.answer(reply, await this.service.decide(await byOf(actor, this.dates), id, versionFromMatch(match), ruling));
  }

  private async answer(reply: FastifyReply, outcome: ObjectionOutcomeResult): Promise<ShownObjection> {
    const kept = valueOrProblem(outcome);
    void reply.header('etag', etagOf(kept.version));
    return shownObjection(kept, await itemsBehind(this.notices, kept.objection.noticeId, kept.objection.line));
  }
}

/** The portal sees what it handed in itself. */
function maySee({ id, roles }: Actor, { objection }: KeptObjection): boolean {
  return objection.filedBy === id || roles.includes('reviewer') || roles.includes('approver');
}
