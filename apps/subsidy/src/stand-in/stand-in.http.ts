import { decodeCursor, pageFrom, pageOf, pageQuery, valueOrProblem, type Page } from '@gongjiang/http';
import { Documented, Idempotent } from '@gongjiang/http/nest';
import { holdsPersonalNumber, isDay } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { byOf } from '../shared/by.js';
import { STAND_IN_ROLES, type StandIn } from './stand-in.js';
import { StandInService } from './stand-in.service.js';
import { StandInStore } from './stand-in.store.js';

const idSchema = z.string().min(1).max(100);
const officer = z.string().regex(/^[\x21-\x7e]{1,128}$/).refine((id) => !holdsPersonalNumber(id));
const dayText = z.string().refine(isDay, 'YYYY-MM-DD');
const namedSchema = z.strictObject({ absent: officer, standIn: officer, roles: z.array(z.enum(STAND_IN_ROLES)).min(1).max(STAND_IN_ROLES.length), from: dayText, until: dayText, reason: z.string().trim().min(1).max(500) });
const shownSchema = z.object({ id: z.string(), absent: z.string(), standIn: z.string(), roles: z.array(z.enum(STAND_IN_ROLES)), from: z.string(), until: z.string(), reason: z.string(), namedBy: z.string(), namedOn: z.string(), endedOn: z.string().nullable() });
type Shown = z.infer<typeof shownSchema>;
const ANSWER = { status: HttpStatus.OK, description: 'The stand-in', schema: shownSchema };

/** Who stands in for whom: named by the security administrator. */
@Controller('stand-ins')
export class StandInHttp {
  constructor(private readonly standIns: StandInStore, private readonly service: StandInService, private readonly dates: BusinessDates) {}

  @Get()
  @Roles('security', 'auditor')
  @Documented({ summary: 'Who stands in for whom, and since when', tag: 'stand-ins', answer: { status: HttpStatus.OK, description: 'A page of stand-ins', schema: pageOf(shownSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: z.strictObject(pageQuery) }) { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Shown>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    return pageFrom((await this.standIns.page(actor.city, { after, limit: limit + 1 })).map(shown), limit, (standIn) => standIn.id);
  }

  @Post()
  @Roles('security')
  @Idempotent('welcome')
  @Documented({ summary: 'Name a stand-in, beforehand', tag: 'stand-ins', answer: { ...ANSWER, status: HttpStatus.CREATED } })
  async name(@CurrentActor() actor: Actor, @Body({ schema: namedSchema }) named: z.infer<typeof namedSchema>): Promise<Shown> {
    return shown(valueOrProblem(await this.service.name(await byOf(actor, this.dates), named)));
  }

  @Post(':id/end')
  @Roles('security')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'End it before its last day', tag: 'stand-ins', answer: ANSWER })
  async end(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<Shown> {
    return shown(valueOrProblem(await this.service.end(await byOf(actor, this.dates), id)));
  }
}

function shown({ city: _city, roles, ...rest }: StandIn): Shown {
  return { ...rest, roles: [...roles] };
}
