import { decodeCursor, pageFrom, pageQuery, problemOf, valueOrProblem, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isDay, type Day } from '@gongjiang/kernel';
import { MongoAuditSearch, type Actor, type AuditSearch, type ReceiptProof } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { firstAttemptOf } from '../item/item.receipt.js';
import { ItemStore } from '../item/item.store.js';
import { AuditChainView, entryPage, proofSchema, shownEntryOf, verificationSchema, type shownEntry, type Verification } from './audit.view.js';

const text = z.string().min(1).max(200);
const positionSchema = z.object({ at: text, id: z.string().min(1).max(256) });
const entryQuery = z.strictObject({
  ...pageQuery,
  object: text.optional(), actor: text.optional(), kind: text.optional(), outcome: text.optional(),
  day: z.custom<Day>(isDay, 'YYYY-MM-DD').optional(),
});
const verificationQuery = z.strictObject({ receipts: z.enum(['with-receipts', 'without-receipts']).default('without-receipts') });

/** The record of who did what, and what shows that nobody altered it. Only the auditor reads it, and only the own city's. */
@Controller()
export class AuditHttp {
  constructor(private readonly search: MongoAuditSearch, private readonly chain: AuditChainView, private readonly items: ItemStore) {}

  @Get('audit/entries')
  @Roles('auditor')
  @Documented({ summary: 'Who did what, when, from where and with what outcome, the latest first', tag: 'audit', answer: { status: HttpStatus.OK, description: 'A page of entries', schema: entryPage } })
  async entries(@CurrentActor() actor: Actor, @Query({ schema: entryQuery }) query: z.infer<typeof entryQuery>): Promise<Page<z.infer<typeof shownEntry>>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, positionSchema);
    const rows = await this.search.page(actor.city, searchOf(query), { after, limit: query.limit + 1 });
    return pageFrom(rows.map(shownEntryOf), query.limit, ({ at, id }) => ({ at, id }));
  }

  @Get('audit/verification')
  @Roles('auditor')
  @Documented({
    summary: 'Whether anything of the record was altered, removed, added or reordered', tag: 'audit',
    description: 'The service\'s own answer. Whoever would rather not trust it runs `audit verify` with heads that a third party kept: only those show a tail that was cut or a chain written anew.',
    answer: { status: HttpStatus.OK, description: 'What was verified, and what is wrong', schema: verificationSchema },
  })
  async verification(@CurrentActor() actor: Actor, @Query({ schema: verificationQuery }) { receipts }: z.infer<typeof verificationQuery>): Promise<Verification> {
    return this.chain.verify(actor.city, receipts);
  }

  @Get('items/:id/receipt/proof')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'The way from an item\'s receipt to the published head of a block', tag: 'audit', answer: { status: HttpStatus.OK, description: 'The proof', schema: proofSchema }, problems: [HttpStatus.CONFLICT] })
  async proof(@CurrentActor() actor: Actor, @Param('id', { schema: text }) id: string): Promise<ReceiptProof> {
    const item = await this.items.find(actor.city, id);
    if (!item) throw problemOf({ code: 'not-found' });
    return valueOrProblem(await this.chain.prove(await firstAttemptOf(this.items, item)));
  }
}

function searchOf({ object, actor, kind, outcome, day }: z.infer<typeof entryQuery>): AuditSearch {
  return {
    ...(object === undefined ? {} : { object }), ...(actor === undefined ? {} : { actorId: actor }), ...(kind === undefined ? {} : { kind }),
    ...(outcome === undefined ? {} : { outcome }), ...(day === undefined ? {} : { day }),
  };
}
