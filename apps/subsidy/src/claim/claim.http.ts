import { decodeCursor, Documented, pageFrom, pageOf, pageQuery, problemOf, type Page } from '@gongjiang/http';
import { CurrentActor, Roles, type Actor } from '@gongjiang/security';
import { Controller, Get, HttpStatus, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { CLAIM_ORIGINS, type DecidedClaim } from './claim.js';
import { ClaimStore } from './claim.store.js';

const OUTCOMES = ['granted', 'refused', 'referred', 'needs-input'] as const;
const idSchema = z.string().min(1).max(200);
const claimQuery = z.strictObject({ ...pageQuery, outcome: z.enum(OUTCOMES).optional() });
const shownClaim = z.object({
  id: z.string(), person: z.string(), entitlement: z.string(), subject: z.string().nullable(), month: z.string(),
  outcome: z.enum(OUTCOMES), codes: z.array(z.string()), origin: z.enum(CLAIM_ORIGINS), receiptId: z.string(), grantId: z.string().nullable(),
});
const countsAnswer = z.object({ items: z.array(z.object({ entitlement: z.string(), outcome: z.enum(OUTCOMES), code: z.string().nullable(), claims: z.int() })) });
const receiptAnswer = z.object({ id: z.string(), receipt: z.unknown() });

@Controller('claims')
export class ClaimHttp {
  constructor(private readonly claims: ClaimStore) {}

  @Get()
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'Claims and what became of them', tag: 'claims', answer: { status: HttpStatus.OK, description: 'A page of claims', schema: pageOf(shownClaim) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: claimQuery }) query: z.infer<typeof claimQuery>): Promise<Page<z.infer<typeof shownClaim>>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, idSchema);
    const rows = await this.claims.page(actor.city, { outcome: query.outcome ?? null, after, limit: query.limit + 1 });
    return pageFrom(rows.map(shown), query.limit, (claim) => claim.id);
  }

  @Get('counts')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'How many claims came to which outcome', tag: 'claims', answer: { status: HttpStatus.OK, description: 'Counts by entitlement and outcome', schema: countsAnswer } })
  async counts(@CurrentActor() actor: Actor): Promise<z.infer<typeof countsAnswer>> {
    return { items: [...(await this.claims.counts(actor.city))] };
  }

  @Get(':id/receipt')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'Why a claim was decided as it was', tag: 'claims', answer: { status: HttpStatus.OK, description: 'The receipt', schema: receiptAnswer } })
  async receipt(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<z.infer<typeof receiptAnswer>> {
    const receipt = await this.claims.receipt(actor.city, id);
    if (!receipt) throw problemOf({ code: 'not-found' });
    return { id: receipt.id, receipt: JSON.parse(receipt.json) as unknown };
  }
}

function shown({ id, person, entitlement, subject, month, outcome, codes, origin, receiptId, grantId }: DecidedClaim): z.infer<typeof shownClaim> {
  return { id, person, entitlement, subject, month, outcome, codes: [...codes], origin, receiptId, grantId };
}
