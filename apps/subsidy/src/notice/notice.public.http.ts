import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isCityCode } from '@gongjiang/kernel';
import { Public } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Notice } from './notice.js';
import { NoticeStore } from './notice.store.js';
import { linesAfter, publicNotice, publicNoticeSchema, shownLineSchema, type PublicNotice, type ShownLine } from './notice.view.js';

const idSchema = z.string().min(1).max(100);
const numberSchema = z.int().min(0);
const listQuery = z.strictObject({ ...pageQuery, city: z.string().refine(isCityCode, 'a six-digit division code') });
const lineQuery = z.strictObject(pageQuery);
/** What is taken down must be out of every cache within a minute. */
const CACHED = 'public, max-age=60, must-revalidate';

/** The public lists (公示) as anybody sees them, for as long as they are up: no login, nothing to change, no person in full. */
@Controller('public/notices')
export class PublicNoticeHttp {
  constructor(private readonly notices: NoticeStore) {}

  @Get()
  @Public()
  @Documented({ summary: 'The notices of a city that are up', tag: 'public notices', answer: { status: HttpStatus.OK, description: 'A page of notices', schema: pageOf(publicNoticeSchema) } })
  async list(@Query({ schema: listQuery }) { city, limit, cursor }: z.infer<typeof listQuery>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Page<PublicNotice>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.notices.ofCity(city, { which: 'up', after, limit: limit + 1 });
    void reply.header('cache-control', CACHED);
    return pageFrom(rows.flatMap(({ notice }) => (notice.status === 'up' ? [publicNotice(notice)] : [])), limit, ({ id }) => id);
  }

  @Get(':id')
  @Public()
  @Documented({ summary: 'A notice that is up', tag: 'public notices', answer: { status: HttpStatus.OK, description: 'The notice, with the root of its list', schema: publicNoticeSchema } })
  async show(@Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<PublicNotice> {
    return publicNotice(await this.shown(id, reply));
  }

  @Get(':id/lines')
  @Public()
  @Documented({ summary: 'The lines of a notice that is up, by their numbers', tag: 'public notices', answer: { status: HttpStatus.OK, description: 'A page of lines', schema: pageOf(shownLineSchema) } })
  async lines(@Param('id', { schema: idSchema }) id: string, @Query({ schema: lineQuery }) { limit, cursor }: z.infer<typeof lineQuery>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Page<ShownLine>> {
    const after = cursor === undefined ? 0 : decodeCursor(cursor, numberSchema);
    await this.shown(id, reply);
    return pageFrom(await linesAfter(this.notices, id, after, limit + 1), limit, ({ number }) => number);
  }

  /** One that is not up is unknown, whether it never was or is down again: the public has no claim to what was. */
  private async shown(id: string, reply: FastifyReply): Promise<Extract<Notice, { status: 'up' }>> {
    const kept = await this.notices.load(id);
    if (kept?.notice.status !== 'up') throw problemOf({ code: 'notice.unknown' });
    void reply.headers({ 'cache-control': CACHED, etag: `"${kept.notice.list.root}"` });
    return kept.notice;
  }
}
