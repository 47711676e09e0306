import { Documented, valueOrProblem } from '@gongjiang/http';
import { fen, isYear, type Year } from '@gongjiang/kernel';
import { CurrentActor, Roles, type Actor } from '@gongjiang/security';
import { Body, Controller, Get, HttpStatus, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { sourceOf } from '../shared/source.js';
import { availableFen, type Fund } from './fund.js';
import { FundService } from './fund.service.js';
import { FundStore } from './fund.store.js';

const fundSchema = z.string().regex(/^[a-z][a-z-]{0,39}$/);
const yearSchema = z.string().refine(isYear, 'YYYY');
const budgetSchema = z.strictObject({ budgetFen: z.int().min(0).max(1_000_000_000_000_000) });
const shownFund = z.object({ fund: z.string(), year: z.string(), budgetFen: z.int(), reservedFen: z.int(), availableFen: z.int(), reservations: z.array(z.object({ batchId: z.string(), amountFen: z.int() })) });

@Controller('funds')
export class FundHttp {
  constructor(private readonly funds: FundStore, private readonly service: FundService, private readonly dates: BusinessDates) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'The city\'s funds, and what is left of them', tag: 'funds', answer: { status: HttpStatus.OK, description: 'All funds', schema: z.object({ items: z.array(shownFund) }) } })
  async list(@CurrentActor() actor: Actor): Promise<{ items: z.infer<typeof shownFund>[] }> {
    return { items: (await this.funds.ofCity(actor.city)).map(shown) };
  }

  @Put(':fund/:year')
  @Roles('finance')
  @Documented({ summary: 'Set a fund\'s budget of a year', tag: 'funds', answer: { status: HttpStatus.OK, description: 'The fund', schema: shownFund } })
  async set(@CurrentActor() actor: Actor, @Param('fund', { schema: fundSchema }) fund: string, @Param('year', { schema: yearSchema }) year: Year, @Body({ schema: budgetSchema }) body: z.infer<typeof budgetSchema>): Promise<z.infer<typeof shownFund>> {
    const by = { city: actor.city, actor: actor.id, source: sourceOf(actor), on: await this.dates.today(actor.city) };
    return shown(valueOrProblem(await this.service.setBudget(by, fund, year, fen(body.budgetFen))));
  }
}

function shown(fund: Fund): z.infer<typeof shownFund> {
  const available = availableFen(fund);
  return { fund: fund.fund, year: fund.year, budgetFen: fund.budgetFen, reservedFen: fund.budgetFen - available, availableFen: available, reservations: fund.reservations.map(({ batchId, amountFen }) => ({ batchId, amountFen })) };
}
