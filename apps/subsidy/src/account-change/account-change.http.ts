import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isPersonToken, type PersonToken } from '@gongjiang/kernel';
import { maskAccount, maskName, type Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { accountHolderSchema, bankAccountSchema } from '../person/person.row.js';
import { byOf } from '../shared/by.js';
import { ACCOUNT_CHANGE_STATUSES } from './account-change.js';
import { AccountChangeService, type AccountChangeOutcome } from './account-change.service.js';
import { AccountChangeStore, type KeptAccountChange } from './account-change.store.js';

const idSchema = z.string().min(1).max(100);
const reason = z.string().trim().min(1).max(500);
const reasonSchema = z.strictObject({ reason });
const proposalSchema = z.strictObject({ bankAccount: bankAccountSchema, accountHolder: accountHolderSchema, reason });
const listQuery = z.strictObject({ ...pageQuery, status: z.enum(ACCOUNT_CHANGE_STATUSES).optional() });
const shownSchema = z.object({
  id: z.string(), person: z.string(), status: z.enum(ACCOUNT_CHANGE_STATUSES), version: z.int(),
  /** Masked: who confirms compares with the payee's evidence by its last digits. */
  bankAccount: z.string(), accountHolder: z.string(), reason: z.string(),
  proposedBy: z.string(), proposedOn: z.string(), confirmedBy: z.string().nullable(), coolsUntil: z.string().nullable(), inForceOn: z.string().nullable(), linesPutRight: z.int().nullable(), endReason: z.string().nullable(),
});
type Shown = z.infer<typeof shownSchema>;
const ANSWER = { status: HttpStatus.OK, description: 'The change as it stands now', schema: shownSchema };

/** Changes of payees' accounts: one officer proposes, another confirms, and the payee can object until it cools. */
@Controller()
export class AccountChangeHttp {
  constructor(private readonly store: AccountChangeStore, private readonly service: AccountChangeService, private readonly dates: BusinessDates) {}

  @Post('persons/:token/account-changes')
  @Roles('handler')
  @Documented({ summary: 'Propose another account of a payee', tag: 'account changes', answer: { ...ANSWER, status: HttpStatus.CREATED } })
  async propose(@CurrentActor() actor: Actor, @Param('token', { schema: z.string().refine(isPersonToken) }) token: string, @Body({ schema: proposalSchema }) { reason: why, ...account }: z.infer<typeof proposalSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    return answer(reply, await this.service.propose(await byOf(actor, this.dates), token as PersonToken, account, why));
  }

  @Get('account-changes')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'Changes of accounts, by their status: what waits for a second person, and what cools', tag: 'account changes', answer: { status: HttpStatus.OK, description: 'A page of changes', schema: pageOf(shownSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { status, limit, cursor }: z.infer<typeof listQuery>): Promise<Page<Shown>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.store.page(actor.city, { status: status ?? null, after, limit: limit + 1 });
    return pageFrom(rows.map(shown), limit, (change) => change.id);
  }

  @Get('account-changes/:id')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'One change of an account', tag: 'account changes', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    const kept = await this.store.load(actor.city, id);
    if (!kept) throw problemOf({ code: 'account-change.unknown' });
    return answer(reply, { ok: true, value: kept });
  }

  @Post('account-changes/:id/confirmation')
  @Roles('reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Confirm: the payee is told, and the change cools', tag: 'account changes', answer: ANSWER })
  async confirm(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    return answer(reply, await this.service.confirm(await byOf(actor, this.dates), id, versionFromMatch(match)));
  }

  @Post('account-changes/:id/refusal')
  @Roles('reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Do not confirm, with a reason', tag: 'account changes', answer: ANSWER })
  async refuse(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) body: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    return answer(reply, await this.service.refuse(await byOf(actor, this.dates), id, versionFromMatch(match), body.reason));
  }

  @Post('account-changes/:id/withdrawal')
  @Roles('handler', 'reviewer')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Take it back before it is in force: a mistake, or the payee objects', tag: 'account changes', answer: ANSWER })
  async withdraw(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) body: z.infer<typeof reasonSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Shown> {
    return answer(reply, await this.service.withdraw(await byOf(actor, this.dates), id, versionFromMatch(match), body.reason));
  }
}

function answer(reply: FastifyReply, outcome: AccountChangeOutcome): Shown {
  const kept = valueOrProblem(outcome);
  void reply.header('etag', etagOf(kept.version));
  return shown(kept);
}

function shown({ change, version }: KeptAccountChange): Shown {
  return {
    id: change.id, person: change.person, status: change.status, version,
    bankAccount: maskAccount(change.account.bankAccount), accountHolder: maskName(change.account.accountHolder), reason: change.reason,
    proposedBy: change.proposedBy, proposedOn: change.proposedOn,
    confirmedBy: ('confirmedBy' in change && change.confirmedBy) || null, coolsUntil: ('coolsUntil' in change && change.coolsUntil) || null,
    inForceOn: change.status === 'in-force' ? change.inForceOn : null, linesPutRight: change.status === 'in-force' ? change.linesPutRight : null,
    endReason: 'endReason' in change ? change.endReason : null,
  };
}
