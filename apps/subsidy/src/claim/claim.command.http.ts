import { etagOf, fieldErrors, problemOf, valueOrProblem, versionFromMatch } from '@gongjiang/http';
import { Documented, Idempotent } from '@gongjiang/http/nest';
import { isMonth, isPeriod, isPersonToken } from '@gongjiang/kernel';
import { describeEntitlement, PackSet, type EntitlementDescription } from '@gongjiang/policy';
import type { Actor, PersonTokenizer } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Headers, HttpCode, HttpStatus, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { sourceOf } from '../shared/source.js';
import { CLAIM_SUBJECT, MAX_SUBJECT_CHARACTERS, versionOf, type ClaimRequest } from './claim.js';
import { ClaimCorrections } from './claim.correction.service.js';
import { factsOfClaim, factsSchema } from './claim.facts.js';
import { isPayeeNumber, payeeTokenOf } from './claim.payee.js';
import { periodOfClaim } from './claim.row.js';
import { ClaimService } from './claim.service.js';
import { ClaimStore } from './claim.store.js';
import { wholeClaim, wholeClaimSchema } from './claim.view.js';
import type { Facts } from '../grant/grant.js';

export const CLAIM_PARTS = Symbol('what claims by interface are read with');
export interface ClaimParts {
  readonly tokenizer: PersonTokenizer;
  readonly packs: PackSet;
}

/** No policy asks for half as many. */
const MAX_FACTS = 40;
const factsField = z.record(z.string().min(1).max(60), z.union([z.string().max(200), z.number(), z.boolean()]))
  .refine((facts) => Object.keys(facts).length <= MAX_FACTS, `At most ${MAX_FACTS} facts / 事实至多 ${MAX_FACTS} 项`);
/** How it looks; the check character of a number is looked at later. */
const PAYEE = /^(p_[a-z2-7]{26}|[1-9]\d{16}[\dX]|[0-9A-HJ-NPQRTUWXY]{18})$/;
const claimSchema = z.strictObject({
  entitlement: z.string().regex(/^[a-z]+\/\d+\/[a-z-]+$/),
  payee: z.string().regex(PAYEE, 'A token, an identity number or a unified social credit code / 代号、身份证号或统一社会信用代码'),
  subject: z.string().max(MAX_SUBJECT_CHARACTERS).regex(CLAIM_SUBJECT).optional(),
  firstMonth: z.string().refine(isMonth, 'YYYY-MM'),
  facts: factsField,
});
const correctionSchema = z.strictObject({
  from: z.string().refine(isPeriod, 'YYYY-MM, or YYYY for what is paid by the year'),
  facts: factsField,
  reason: z.string().trim().min(1).max(500),
});
const idSchema = z.string().min(1).max(200);
const decidedAnswer = wholeClaimSchema.extend({ receipt: z.unknown() });
const ANSWER = { status: HttpStatus.CREATED, description: 'The claim as it is decided, with the receipt', schema: decidedAnswer };

/** Claims by interface, and corrections of claims. */
@Controller('claims')
export class ClaimCommandHttp {
  constructor(private readonly service: ClaimService, private readonly corrections: ClaimCorrections, private readonly claims: ClaimStore, @Inject(CLAIM_PARTS) private readonly parts: ClaimParts) {}

  @Post()
  @Roles('handler', 'integrator')
  @Idempotent()
  @Documented({ summary: 'Claim an entitlement for a payee; the same claim again is answered as it was decided', tag: 'claims', answer: ANSWER })
  async claim(@CurrentActor() actor: Actor, @Body({ schema: claimSchema }) body: z.infer<typeof claimSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof decidedAnswer>> {
    const entitlement = this.entitlement(body.entitlement);
    const request = this.requestOf(actor, entitlement, body);
    const { decided, unchanged } = valueOrProblem(await this.service.claim(request, { actor: actor.id, source: sourceOf(actor) }));
    if (unchanged) void reply.status(HttpStatus.OK);
    return this.answer(actor, decided, reply);
  }

  @Post(':id/corrections')
  @Roles('handler')
  @HttpCode(HttpStatus.CREATED)
  @Documented({ summary: 'State the facts of a claim otherwise: it is decided afresh, and the next batch makes the difference', tag: 'claims', answer: ANSWER })
  async correct(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: correctionSchema }) { from, facts, reason }: z.infer<typeof correctionSchema>, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof decidedAnswer>> {
    const version = versionFromMatch(match);
    const claim = await this.claims.ofCity(actor.city, id);
    if (!claim) throw problemOf({ code: 'claim.unknown', details: { claim: id } });
    const stated = checkedFacts(this.entitlement(claim.entitlement), facts);
    const target = { city: actor.city, id, version, actor: actor.id, source: sourceOf(actor) };
    return this.answer(actor, valueOrProblem(await this.corrections.correct(target, { from, facts: stated, reason })), reply);
  }

  private requestOf({ city }: Actor, entitlement: EntitlementDescription, { payee, subject, firstMonth, facts }: z.infer<typeof claimSchema>): ClaimRequest {
    if (!isPersonToken(payee) && !isPayeeNumber(payee)) throw problemOf({ code: 'claim.payee-number' });
    const period = periodOfClaim(entitlement, firstMonth);
    return {
      city, person: isPersonToken(payee) ? payee : payeeTokenOf(this.parts.tokenizer, city, payee), entitlement: entitlement.id, subject: subject ?? null, period,
      facts: factsOfClaim(entitlement, checkedFacts(entitlement, facts), period), origin: 'api', source: 'api',
    };
  }

  private entitlement(id: string): EntitlementDescription {
    const entitlement = describeEntitlement(this.parts.packs, id);
    if (!entitlement) throw problemOf({ code: 'claim.entitlement-unknown', details: { entitlement: id } });
    return entitlement;
  }

  private async answer({ city }: Actor, claim: Parameters<typeof wholeClaim>[0], reply: FastifyReply): Promise<z.infer<typeof decidedAnswer>> {
    void reply.header('etag', etagOf(versionOf(claim)));
    const receipt = await this.claims.receipt(city, claim.id);
    return { ...wholeClaim(claim), receipt: receipt ? (JSON.parse(receipt.json) as unknown) : null };
  }
}

/** The facts by what the clause asks; a problem names each that does not fit, in both languages. */
function checkedFacts(entitlement: EntitlementDescription, facts: Facts): Facts {
  const schema = factsSchema(entitlement);
  const parsed = schema.safeParse(facts, { error: z.locales.en().localeError });
  if (parsed.success) return parsed.data;
  const inChinese = schema.safeParse(facts, { error: z.locales.zhCN().localeError });
  throw problemOf({ code: 'claim.facts-unfit', details: { entitlement: entitlement.id } }, {
    errors: { en: fieldErrors('body', parsed.error.issues, 'facts'), zh: fieldErrors('body', inChinese.error?.issues ?? [], 'facts') },
  });
}
