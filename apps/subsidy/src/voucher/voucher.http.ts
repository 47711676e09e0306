import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isYear, type Year } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { byOf } from '../shared/by.js';
import { ChangeLog } from '../shared/change-log.js';
import { sourceOf } from '../shared/source.js';
import { voucherFile, voucherJson } from './voucher.format.js';
import { VoucherService } from './voucher.service.js';
import { VoucherStore } from './voucher.store.js';
import { VOUCHER_KINDS, type Voucher } from './voucher.js';

const idSchema = z.string().min(1).max(40);
const listQuery = z.strictObject({ ...pageQuery, year: z.custom<Year>(isYear, 'YYYY').optional() });
const fileQuery = z.strictObject({ as: z.enum(['csv', 'json']).default('csv') });
const shownSchema = z.object({
  id: z.string(), year: z.string(), number: z.int(), kind: z.enum(VOUCHER_KINDS), subject: z.string(), part: z.int(), businessDate: z.string(), lines: z.int(), sumFen: z.int(), encoding: z.string(),
});
type Shown = z.infer<typeof shownSchema>;
const made = z.object({ made: z.int(), left: z.int() });

/** Vouchers for the city's finance system: made by finance, fetched by whoever carries them over. */
@Controller('vouchers')
export class VoucherHttp {
  constructor(private readonly service: VoucherService, private readonly vouchers: VoucherStore, private readonly dates: BusinessDates, private readonly log: ChangeLog) {}

  @Post()
  @Roles('finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Make the vouchers that are due: of closed batches, clawbacks, and changes of funds', tag: 'vouchers', answer: { status: HttpStatus.OK, description: 'How many were made, and how many are left for another go', schema: made } })
  async make(@CurrentActor() actor: Actor): Promise<z.infer<typeof made>> {
    return valueOrProblem(await this.service.make(await byOf(actor, this.dates)));
  }

  @Get()
  @Roles('finance', 'auditor', 'integrator')
  @Documented({ summary: 'The city\'s vouchers', tag: 'vouchers', answer: { status: HttpStatus.OK, description: 'A page of vouchers', schema: pageOf(shownSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { limit, cursor, year }: z.infer<typeof listQuery>): Promise<Page<Shown>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.vouchers.ofCity(actor.city, { year: year ?? null, after, limit: limit + 1 });
    return pageFrom(rows.map(shown), limit, ({ id }) => id);
  }

  @Get(':id/file')
  @Roles('finance', 'integrator')
  @ApiProduces('text/csv', 'application/json')
  @Documented({
    summary: 'A voucher as a file: the same bytes whenever it is fetched', tag: 'vouchers',
    description: 'CSV in the encoding that the city had set when it was made, or JSON. Who fetched it is on record.', answer: { status: HttpStatus.OK, description: 'The file' },
  })
  async file(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: fileQuery }) { as }: z.infer<typeof fileQuery>): Promise<StreamableFile> {
    const voucher = await this.vouchers.find(actor.city, id);
    if (!voucher) throw problemOf({ code: 'voucher.unknown', details: { voucher: id } });
    await this.log.inOneWrite((transaction) => this.log.record({ city: actor.city, actor: actor.id, kind: 'voucher.fetched', object: id, source: sourceOf(actor), events: [] }, transaction));
    const type = as === 'json' ? 'application/json' : `text/csv; charset=${voucher.format.encoding}`;
    return new StreamableFile(as === 'json' ? voucherJson(voucher) : voucherFile(voucher), { type, disposition: `attachment; filename="${id}.${as}"` });
  }
}

function shown({ id, year, number, kind, subject, part, businessDate, lines, format }: Voucher): Shown {
  const sumFen = lines.reduce((sum, line) => sum + (line.side === 'debit' ? line.amountFen : 0), 0);
  return { id, year, number, kind, subject, part, businessDate, lines: lines.length, sumFen, encoding: format.encoding };
}
