import { problemOf } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isDay } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, HttpStatus, Post } from '@nestjs/common';
import { z } from 'zod';
import { BusinessDates, MovableBusinessDates } from './business-date.js';

const dateSchema = z.strictObject({ day: z.string().refine(isDay, 'YYYY-MM-DD') });
const shownDate = z.object({ city: z.string(), day: z.string() });

@Controller('business-date')
export class BusinessDateHttp {
  constructor(private readonly dates: BusinessDates) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor', 'system', 'integrator')
  @Documented({ summary: 'The city\'s own date', tag: 'business date', answer: { status: HttpStatus.OK, description: 'The date', schema: shownDate } })
  async show(@CurrentActor() actor: Actor): Promise<z.infer<typeof shownDate>> {
    return { city: actor.city, day: await this.dates.today(actor.city) };
  }

  @Post()
  @Roles('system')
  @Documented({ summary: 'Move the city\'s date forward: in development and tests only', tag: 'business date', answer: { status: HttpStatus.CREATED, description: 'The date', schema: shownDate } })
  async move(@CurrentActor() actor: Actor, @Body({ schema: dateSchema }) { day }: z.infer<typeof dateSchema>): Promise<z.infer<typeof shownDate>> {
    if (!(this.dates instanceof MovableBusinessDates)) throw problemOf({ code: 'business-date.fixed' });
    if (!(await this.dates.move(actor.city, day))) throw problemOf({ code: 'business-date.back' });
    return { city: actor.city, day };
  }
}
