import { problemOf } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isYear, type Year } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param } from '@nestjs/common';
import { z } from 'zod';
import { FundView, shownFundSchema, spendingSchema, type ShownFund } from './fund.view.js';

export const fundSchema = z.string().regex(/^[a-z][a-z-]{0,39}$/);
export const yearSchema = z.custom<Year>(isYear, 'YYYY');

@Controller('funds')
export class FundHttp {
  constructor(private readonly view: FundView) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'The city\'s funds, and what is left of them', tag: 'funds', answer: { status: HttpStatus.OK, description: 'All funds', schema: z.object({ items: z.array(shownFundSchema) }) } })
  async list(@CurrentActor() actor: Actor): Promise<{ items: ShownFund[] }> {
    return { items: [...(await this.view.ofCity(actor.city))] };
  }

  @Get(':fund/:year')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'A fund in one budget year', tag: 'funds', answer: { status: HttpStatus.OK, description: 'The fund', schema: shownFundSchema } })
  async show(@CurrentActor() actor: Actor, @Param('fund', { schema: fundSchema }) fund: string, @Param('year', { schema: yearSchema }) year: Year): Promise<ShownFund> {
    return foundOr404(await this.view.one(actor.city, fund, year));
  }

  @Get(':fund/:year/spending')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'What was paid from a fund in one budget year, by clause and source', tag: 'funds', answer: { status: HttpStatus.OK, description: 'Spending, as the ledger has it', schema: spendingSchema } })
  async spending(@CurrentActor() actor: Actor, @Param('fund', { schema: fundSchema }) fund: string, @Param('year', { schema: yearSchema }) year: Year): Promise<z.infer<typeof spendingSchema>> {
    return foundOr404(await this.view.spending(actor.city, fund, year));
  }
}

function foundOr404<Found>(found: Found | undefined): Found {
  if (found === undefined) throw problemOf({ code: 'not-found' });
  return found;
}
