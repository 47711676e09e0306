import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { daysBetween, isDay, type Day } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { byOf } from '../shared/by.js';
import { ADOPTED, CASE_OUTCOMES, CASE_STATUSES, type Case } from './case.js';
import { CaseService } from './case.service.js';
import { CaseStore } from './case.store.js';

const idSchema = z.string().min(1).max(200);
const positionSchema = z.object({ day: z.string().refine(isDay), id: idSchema });
const listQuery = z.strictObject({ ...pageQuery, status: z.enum(CASE_STATUSES).optional() });
const resolutionSchema = z.strictObject({ outcome: z.enum(CASE_OUTCOMES), note: z.string().trim().min(1).max(1_000) });
const shownSchema = z.object({
  id: z.string(), day: z.string(), ageDays: z.int(), kind: z.string(), endToEndId: z.string(), bookedFen: z.int(), expectedFen: z.int().nullable(), correctedOn: z.string().nullable().describe('When the bank took its booking back'), status: z.enum(CASE_STATUSES), owner: z.string().nullable(),
  resolution: z.object({ outcome: z.enum([...CASE_OUTCOMES, ADOPTED]), note: z.string(), by: z.string(), on: z.string() }).nullable(),
});
type Shown = z.infer<typeof shownSchema>;
const ANSWER = { status: HttpStatus.OK, description: 'The case as it stands now', schema: shownSchema };

/** Cases of the reconciliation with the bank: who has them in hand, and how old they are. */
@Controller('reconciliation-cases')
export class CaseHttp {
  constructor(private readonly cases: CaseStore, private readonly service: CaseService, private readonly dates: BusinessDates) {}

  @Get()
  @Roles('finance', 'auditor', 'handler')
  @Documented({ summary: 'What the bank\'s statements and the lines do not agree on, the oldest first', tag: 'reconciliation', answer: { status: HttpStatus.OK, description: 'A page of cases', schema: pageOf(shownSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { status, limit, cursor }: z.infer<typeof listQuery>): Promise<Page<Shown>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, positionSchema);
    const [rows, today] = await Promise.all([this.cases.page(actor.city, { status: status ?? null, after, limit: limit + 1 }), this.dates.today(actor.city)]);
    return pageFrom(rows.map((row) => shown(row, today)), limit, ({ day, id }) => ({ day, id }));
  }

  @Get(':id')
  @Roles('finance', 'auditor', 'handler')
  @Documented({ summary: 'One case', tag: 'reconciliation', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<Shown> {
    const found = await this.cases.load(actor.city, id);
    if (!found) throw problemOf({ code: 'case.unknown' });
    return shown(found, await this.dates.today(actor.city));
  }

  @Post(':id/owner')
  @Roles('finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Take a case in hand, from nobody or from another', tag: 'reconciliation', answer: ANSWER })
  async take(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<Shown> {
    const by = await byOf(actor, this.dates);
    return shown(valueOrProblem(await this.service.take(by, id)), by.on);
  }

  @Post(':id/resolution')
  @Roles('finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'End a case that one has in hand, with a word on how', tag: 'reconciliation', answer: ANSWER })
  async resolve(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Body({ schema: resolutionSchema }) { outcome, note }: z.infer<typeof resolutionSchema>): Promise<Shown> {
    const by = await byOf(actor, this.dates);
    return shown(valueOrProblem(await this.service.resolve(by, id, outcome, note)), by.on);
  }
}

function shown(found: Case, today: Day): Shown {
  const { id, day, mismatch, status } = found;
  return {
    id, day, ageDays: Math.max(0, daysBetween(day, today)), kind: mismatch.kind, endToEndId: mismatch.endToEndId, bookedFen: mismatch.bookedFen, expectedFen: mismatch.expectedFen, correctedOn: mismatch.correctedBy?.day ?? null, status,
    owner: 'owner' in found ? found.owner : null, resolution: found.status === 'resolved' ? { ...found.resolution } : null,
  };
}
