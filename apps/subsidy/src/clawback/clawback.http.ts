import { decodeCursor, etagOf, pageFrom, pageOf, problemOf, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { refuse } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { ItemStore } from '../item/item.store.js';
import { sourceOf } from '../shared/source.js';
import { appealDecisionSchema, decisionSchema, idSchema, listSchema, openSchema, planSchema, reasonSchema, repaymentSchema, statementSchema, waiverDecisionSchema, waiverSchema } from './clawback.bodies.http.js';
import type { ClawbackCommand } from './clawback.command.js';
import { ClawbackService, type ClawbackOutcome, type ClawbackTarget } from './clawback.service.js';
import { ClawbackStore } from './clawback.store.js';
import { listedClawback, listedClawbackSchema, shownClawback, shownClawbackSchema, type ListedClawback, type ShownClawback } from './clawback.view.js';

const ANSWER = { status: HttpStatus.OK, description: 'The case as it stands now', schema: shownClawbackSchema };
const READERS = ['handler', 'reviewer', 'approver', 'finance', 'auditor'] as const;

type Match = string | undefined;

/** The life of a claim back (追回), one address a step. Every step names by If-Match the version that the person has seen. */
@Controller('clawbacks')
export class ClawbackHttp {
  constructor(private readonly service: ClawbackService, private readonly cases: ClawbackStore, private readonly items: ItemStore, private readonly dates: BusinessDates) {}

  @Post()
  @Roles('handler')
  @Documented({ summary: 'Open a case for what an item paid, with evidence', tag: 'clawbacks', answer: { ...ANSWER, status: HttpStatus.CREATED } })
  async open(@CurrentActor() actor: Actor, @Body({ schema: openSchema }) { itemId, ...opening }: z.infer<typeof openSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    const item = await this.items.find(actor.city, itemId);
    if (!item) throw problemOf({ code: 'clawback.due-unknown' });
    return this.answer(actor, reply, await this.service.open({ city: actor.city, source: sourceOf(actor), ...(await this.by(actor)) }, { due: item.due, ...opening }));
  }

  @Get()
  @Roles(...READERS)
  @Documented({ summary: 'The city\'s cases: what waits for whom, and what is overdue', tag: 'clawbacks', answer: { status: HttpStatus.OK, description: 'A page of cases', schema: pageOf(listedClawbackSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listSchema }) query: z.infer<typeof listSchema>): Promise<Page<ListedClawback>> {
    const today = await this.dates.today(actor.city);
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, idSchema);
    const asked = { waiting: query.waiting ?? null, person: (query.person) ?? null, overdueOn: query.overdue === 'true' ? today : null };
    const rows = await this.cases.page(actor.city, { ...asked, after, limit: query.limit + 1 });
    return pageFrom(rows.map((kept) => listedClawback(kept, today)), query.limit, (row) => row.id);
  }

  @Get(':id')
  @Roles(...READERS)
  @Documented({ summary: 'One case, with what was said in it', tag: 'clawbacks', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    const found = await this.cases.load(actor.city, id);
    return this.answer(actor, reply, found ? { ok: true, value: found } : refuse('clawback.unknown', { case: id }));
  }

  @Post(':id/notification')
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Tell the person, who may be heard for the city\'s number of working days', tag: 'clawbacks', answer: ANSWER })
  async notify(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.answer(actor, reply, await this.service.notify(targetOf(actor, id, match), await this.by(actor)));
  }

  @Post(':id/statement')
  @Roles('reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Write down what the person says', tag: 'clawbacks', answer: ANSWER })
  async hear(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: statementSchema }) body: z.infer<typeof statementSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: 'record-statement', ...(await this.by(actor)), ...body });
  }

  @Post(':id/decision')
  @Roles('approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Decide what is demanded, and whether it may be kept from later payments', tag: 'clawbacks', answer: ANSWER })
  async decide(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: decisionSchema }) body: z.infer<typeof decisionSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.answer(actor, reply, await this.service.decide(targetOf(actor, id, match), await this.by(actor), body));
  }

  @Post(':id/dismissal')
  @Roles('approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Drop the case: nothing was paid wrongly', tag: 'clawbacks', answer: ANSWER })
  async drop(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: reasonSchema }) body: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: 'drop', ...(await this.by(actor)), ...body });
  }

  @Post(':id/withdrawal')
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Take back a case that an officer opened', tag: 'clawbacks', answer: ANSWER })
  async withdraw(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: reasonSchema }) body: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: 'withdraw', ...(await this.by(actor)), ...body });
  }

  @Post(':id/appeal')
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Write down that the person appeals', tag: 'clawbacks', answer: ANSWER })
  async appeal(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: reasonSchema }) body: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: 'appeal', ...(await this.by(actor)), ...body });
  }

  @Post(':id/appeal-decision')
  @Roles('approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Decide the appeal: uphold, demand less, or overturn', tag: 'clawbacks', answer: ANSWER })
  async judge(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: appealDecisionSchema }) { outcome, ...body }: z.infer<typeof appealDecisionSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: outcome, ...(await this.by(actor)), ...body } as ClawbackCommand);
  }

  @Put(':id/instalments')
  @Roles('handler')
  @Documented({ summary: 'Arrange that what is open is paid in instalments', tag: 'clawbacks', answer: ANSWER })
  async arrange(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: planSchema }) body: z.infer<typeof planSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: 'arrange', ...(await this.by(actor)), ...body });
  }

  @Post(':id/repayments')
  @Roles('finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Record money that came back, by the bank\'s reference: once, however often it is told', tag: 'clawbacks', answer: ANSWER })
  async repay(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: repaymentSchema }) body: z.infer<typeof repaymentSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.answer(actor, reply, await this.service.repay(targetOf(actor, id, match), await this.by(actor), body));
  }

  @Post(':id/waiver')
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Ask that a part, or all that is open, is let go', tag: 'clawbacks', answer: ANSWER })
  async askWaiver(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: waiverSchema }) body: z.infer<typeof waiverSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: 'ask-waiver', ...(await this.by(actor)), ...body });
  }

  @Post(':id/waiver-decision')
  @Roles('approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Grant or refuse the waiver that was asked for', tag: 'clawbacks', answer: ANSWER })
  async decideWaiver(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: waiverDecisionSchema }) { outcome, reason }: z.infer<typeof waiverDecisionSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: outcome === 'grant' ? 'grant-waiver' : 'refuse-waiver', ...(await this.by(actor)), reason });
  }

  @Post(':id/lifting')
  @Roles('approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Let the due of an officer\'s case be decided again', tag: 'clawbacks', answer: ANSWER })
  async lift(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: Match, @Body({ schema: reasonSchema }) body: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownClawback> {
    return this.act(actor, id, match, reply, { kind: 'lift', ...(await this.by(actor)), ...body });
  }

  private async act(actor: Actor, id: string, match: Match, reply: FastifyReply, command: ClawbackCommand): Promise<ShownClawback> {
    return this.answer(actor, reply, await this.service.act(targetOf(actor, id, match), command));
  }

  private async answer(actor: Actor, reply: FastifyReply, outcome: ClawbackOutcome): Promise<ShownClawback> {
    const kept = valueOrProblem(outcome);
    void reply.header('etag', etagOf(kept.version));
    return shownClawback(kept, await this.dates.today(actor.city));
  }

  private async by(actor: Actor) {
    return { actor: actor.id, on: await this.dates.today(actor.city) };
  }
}

function targetOf(actor: Actor, id: string, match: Match): ClawbackTarget {
  return { city: actor.city, id, version: versionFromMatch(match), source: sourceOf(actor) };
}
