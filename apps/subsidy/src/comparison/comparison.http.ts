import { decodeCursor, encodeCursor, pageOf, pageQuery, problemOf, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { BatchStore } from '../batch/batch.store.js';
import { CityStore } from '../city/city.store.js';
import { COMPARISONS } from './comparison.js';
import { ComparisonView } from './comparison.view.js';

const idSchema = z.string().min(1).max(200);
const positionSchema = z.object({ chunkId: idSchema, id: idSchema });
const listQuery = z.strictObject({ ...pageQuery, kind: z.enum(COMPARISONS) });
const shownSchema = z.object({ itemId: z.string(), person: z.string(), entitlement: z.string(), subject: z.string().nullable(), period: z.string(), beforeFen: z.int().nullable(), nowFen: z.int().nullable() });
type Shown = z.infer<typeof shownSchema>;

/** What an approver looks at before approving: the lines that stand out against the month before. */
@Controller('batches/:id/comparison')
export class ComparisonHttp {
  constructor(private readonly batches: BatchStore, private readonly cities: CityStore, private readonly view: ComparisonView) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'Lines that are new, changed, gone or large against the month before', description: 'A page may be short, or empty, and still have a next one: few lines stand out among many.', tag: 'batches', answer: { status: HttpStatus.OK, description: 'A page of lines', schema: pageOf(shownSchema) } })
  async list(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: listQuery }) { kind, limit, cursor }: z.infer<typeof listQuery>): Promise<Page<Shown>> {
    const found = await this.batches.load(actor.city, id);
    if (!found) throw problemOf({ code: 'batch.unknown', details: { batch: id } });
    const after = cursor === undefined ? null : decodeCursor(cursor, positionSchema);
    const { items, next } = await this.view.page(found.batch, kind, { largeFen: this.cities.get(actor.city).gate.largeLineFen, after, limit });
    const shown = items.map(({ itemId, due: { person, entitlement, subject, period }, beforeFen, nowFen }) => ({ itemId, person, entitlement, subject, period, beforeFen, nowFen }));
    return next === null ? { items: shown } : { items: shown, next: encodeCursor({ ...next }) };
  }
}
