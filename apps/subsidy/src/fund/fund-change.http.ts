import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented, Idempotent } from '@gongjiang/http/nest';
import { fen, refuse } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { byOf } from '../shared/by.js';
import { BUDGET_SOURCES } from './fund.js';
import { FUND_CHANGE_STATUSES, type FundChange } from './fund-change.js';
import { FundChangeService, type Asked, type FundChangeOutcome } from './fund-change.service.js';
import { FundChangeStore } from './fund-change.store.js';
import { fundSchema, yearSchema } from './fund.http.js';

/** Ten trillion yuan: no fund of a city comes near, and sums stay exact. */
const MAX_FEN = 1_000_000_000_000_000;
const entitlement = z.string().regex(/^[a-z]+\/\d+\/[a-z-]+$/).max(100);
const share = { source: z.enum(BUDGET_SOURCES), earmark: z.array(entitlement).max(40).default([]) };
const askedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('budget'), ...share, budgetFen: z.int().min(0).max(MAX_FEN) }),
  z.strictObject({ kind: z.literal('budget-change'), ...share, changeFen: z.int().min(-MAX_FEN).max(MAX_FEN) }),
  z.strictObject({ kind: z.literal('transfer'), source: share.source, toFund: fundSchema, amountFen: z.int().min(1).max(MAX_FEN) }),
  z.strictObject({ kind: z.literal('year-close') }),
]);
const proposalSchema = z.strictObject({
  fund: fundSchema, year: yearSchema, asked: askedSchema, reason: z.string().trim().min(1).max(500),
  /** The number of the fiscal authority's paper. */
  document: z.string().trim().min(1).max(80),
});
const reasonSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const idSchema = z.string().min(1).max(100);
const listSchema = z.strictObject({ ...pageQuery, status: z.enum(FUND_CHANGE_STATUSES).optional() });
const shownSchema = z.object({
  id: z.string(), fund: z.string(), year: z.string(), status: z.enum(FUND_CHANGE_STATUSES), matter: z.record(z.string(), z.unknown()), reason: z.string(), document: z.string(),
  proposedBy: z.string(), proposedOn: z.string(), decidedBy: z.string().nullable(), refusal: z.string().nullable(), version: z.int(),
});
type Shown = z.infer<typeof shownSchema>;
const ANSWER = { status: HttpStatus.OK, description: 'The change as it stands now', schema: shownSchema };

/** Changes of funds: one person proposes, another confirms. */
@Controller('fund-changes')
export class FundChangeHttp {
  constructor(private readonly service: FundChangeService, private readonly changes: FundChangeStore, private readonly dates: BusinessDates) {}

  @Post()
  @Roles('finance')
  @Idempotent('welcome')
  @Documented({ summary: 'Propose a source\'s budget, a transfer between funds, or the end of a budget year', tag: 'funds', answer: { ...ANSWER, status: HttpStatus.CREATED } })
  async propose(@CurrentActor() actor: Actor, @Body({ schema: proposalSchema }) body: z.infer<typeof proposalSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    return answer(reply, await this.service.propose(await byOf(actor, this.dates), { ...body, asked: askedOf(body.asked) }));
  }

  @Get()
  @Roles('finance', 'approver', 'auditor')
  @Documented({ summary: 'The city\'s changes of funds', tag: 'funds', answer: { status: HttpStatus.OK, description: 'A page of changes', schema: pageOf(shownSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listSchema }) { limit, cursor, status }: z.infer<typeof listSchema>): Promise<Page<Shown>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.changes.ofCity(actor.city, { status: status ?? null, after, limit: limit + 1 });
    return pageFrom(rows.map(({ change, version }) => shown(change, version)), limit, ({ id }) => id);
  }

  @Get(':id')
  @Roles('finance', 'approver', 'auditor')
  @Documented({ summary: 'One change of a fund', tag: 'funds', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const found = await this.changes.load(actor.city, id);
    return answer(reply, found ? { ok: true, value: found } : refuse('fund-change.unknown', { change: id }));
  }

  @Post(':id/confirmation')
  @Roles('finance', 'approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Confirm what another person proposed', tag: 'funds', answer: ANSWER })
  async confirm(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    return answer(reply, await this.service.confirm(await byOf(actor, this.dates), { id, version: versionFromMatch(match) }));
  }

  @Post(':id/rejection')
  @Roles('finance', 'approver')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Turn a proposal down, or take the own one back', tag: 'funds', answer: ANSWER })
  async reject(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    return answer(reply, await this.service.reject(await byOf(actor, this.dates), { id, version: versionFromMatch(match) }, reason));
  }
}

function askedOf(asked: z.infer<typeof askedSchema>): Asked {
  switch (asked.kind) {
    case 'budget': return { ...asked, budgetFen: fen(asked.budgetFen) };
    case 'budget-change': return { ...asked, changeFen: fen(asked.changeFen) };
    case 'transfer': return { ...asked, amountFen: fen(asked.amountFen) };
    case 'year-close': return asked;
  }
}

function answer(reply: FastifyReply, outcome: FundChangeOutcome): Shown {
  const { change, version } = valueOrProblem(outcome);
  void reply.header('etag', etagOf(version));
  return shown(change, version);
}

function shown(change: FundChange, version: number): Shown {
  const { id, fund, year, status, matter, reason, document, proposedBy, proposedOn } = change;
  const decidedBy = status === 'rejected' ? change.rejectedBy : status === 'proposed' ? null : change.confirmedBy;
  return { id, fund, year, status, matter: { ...matter }, reason, document, proposedBy, proposedOn, decidedBy, refusal: status === 'refused' ? change.code : null, version };
}
