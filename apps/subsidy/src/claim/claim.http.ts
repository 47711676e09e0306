import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, problemOf, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { MAX_CORRECTIONS, versionOf } from './claim.js';
import { ClaimStore } from './claim.store.js';
import { OUTCOMES, shownClaim, shownClaimSchema, wholeClaim, wholeClaimSchema, type ShownClaim, type WholeClaim } from './claim.view.js';

const idSchema = z.string().min(1).max(200);
const claimQuery = z.strictObject({ ...pageQuery, outcome: z.enum(OUTCOMES).optional() });
const receiptQuery = z.strictObject({ decision: z.coerce.number().int().min(0).max(MAX_CORRECTIONS).optional().describe('0 is the first; the one that stands where absent') });
const countsAnswer = z.object({ items: z.array(z.object({ entitlement: z.string(), outcome: z.enum(OUTCOMES), code: z.string().nullable(), claims: z.int() })) });
const receiptAnswer = z.object({ id: z.string(), receipt: z.unknown() });

/** What is asked of claims; they are made and corrected in `claim.command.http.ts`. */
@Controller('claims')
export class ClaimHttp {
  constructor(private readonly claims: ClaimStore) {}

  @Get()
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'Claims and what became of them', tag: 'claims', answer: { status: HttpStatus.OK, description: 'A page of claims', schema: pageOf(shownClaimSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: claimQuery }) query: z.infer<typeof claimQuery>): Promise<Page<ShownClaim>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, idSchema);
    const rows = await this.claims.page(actor.city, { outcome: query.outcome ?? null, after, limit: query.limit + 1 });
    return pageFrom(rows.map(shownClaim), query.limit, (claim) => claim.id);
  }

  @Get('counts')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'How many claims came to which outcome', tag: 'claims', answer: { status: HttpStatus.OK, description: 'Counts by entitlement and outcome', schema: countsAnswer } })
  async counts(@CurrentActor() actor: Actor): Promise<z.infer<typeof countsAnswer>> {
    return { items: [...(await this.claims.counts(actor.city))] };
  }

  @Get(':id')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'One claim with each of its decisions', tag: 'claims', answer: { status: HttpStatus.OK, description: 'The claim; the ETag is the version that a correction names', schema: wholeClaimSchema } })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WholeClaim> {
    const claim = await this.claims.ofCity(actor.city, id);
    if (!claim) throw problemOf({ code: 'claim.unknown', details: { claim: id } });
    void reply.header('etag', etagOf(versionOf(claim)));
    return wholeClaim(claim);
  }

  @Get(':id/receipt')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'Why a claim was decided as it was', tag: 'claims', answer: { status: HttpStatus.OK, description: 'The receipt', schema: receiptAnswer } })
  async receipt(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: receiptQuery }) { decision }: z.infer<typeof receiptQuery>): Promise<z.infer<typeof receiptAnswer>> {
    const receipt = await this.claims.receipt(actor.city, id, decision);
    if (!receipt) throw problemOf({ code: 'not-found' });
    return { id: receipt.id, receipt: JSON.parse(receipt.json) as unknown };
  }
}
