import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { z } from 'zod';
import { ChangeLog } from '../shared/change-log.js';
import { sourceOf } from '../shared/source.js';
import { fileOf } from './payee-message.sheet.js';
import { PayeeFileStore } from './payee-file.store.js';

const idSchema = z.string().min(1).max(120);
const listQuery = z.strictObject({ ...pageQuery, batch: z.string().min(1).max(100).optional() });
const shownSchema = z.object({ id: z.string(), batchId: z.string(), messages: z.int(), madeAt: z.string() });
type Shown = z.infer<typeof shownSchema>;

/** Messages to payees as files, for the city's SMS gateway. */
@Controller('payee-message-files')
export class PayeeMessageHttp {
  constructor(private readonly files: PayeeFileStore, private readonly log: ChangeLog) {}

  @Get()
  @Roles('integrator', 'auditor')
  @Documented({ summary: 'The files of messages to payees', tag: 'payee messages', answer: { status: HttpStatus.OK, description: 'A page of files', schema: pageOf(shownSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { limit, cursor, batch }: z.infer<typeof listQuery>): Promise<Page<Shown>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.files.ofCity(actor.city, { batchId: batch ?? null, after, limit: limit + 1 });
    return pageFrom(rows.map(({ id, batchId, messages, madeAt }) => ({ id, batchId, messages, madeAt: madeAt.toISOString() })), limit, ({ id }) => id);
  }

  @Get(':id')
  @Roles('integrator')
  @ApiProduces('text/csv')
  @Documented({
    summary: 'A file of messages: who is told what, by token', tag: 'payee messages',
    description: 'CSV, UTF-8: message, person, kind, zh, en. A message stands in one file of its city; its id is the fact\'s, so drop what you have sent. Who fetched it is on record.',
    answer: { status: HttpStatus.OK, description: 'The file' },
  })
  async file(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<StreamableFile> {
    const sheet = await this.files.sheet(actor.city, id);
    if (sheet === undefined) throw problemOf({ code: 'not-found' });
    await this.log.inOneWrite((transaction) => this.log.record({ city: actor.city, actor: actor.id, kind: 'payee-message-file.fetched', object: id, source: sourceOf(actor), events: [] }, transaction));
    return new StreamableFile(Buffer.from(fileOf(sheet), 'utf8'), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="${id}.csv"` });
  }
}
