import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { payeePrefix, type OfPayee } from '../shared/payee-range.js';
import { CitizenMatters } from './citizen-matters.view.js';
import { explanationSchema, ownClaimSchema, ownClawbackSchema, ownHeldSchema, ownNoticeSchema, ownPaymentSchema, profileSchema, wholeOwnClaimSchema, type OwnClaim, type OwnHeld, type OwnPayment, type WholeOwnClaim } from './citizen.shown.js';
import { CitizenView, type Citizen, type Placed } from './citizen.view.js';

/** What of a key is not the person: an address then names nobody. */
const idSchema = z.string().min(1).max(200);
const listQuery = z.strictObject(pageQuery);
type ListQuery = z.infer<typeof listQuery>;
const listed = (description: string, row: z.ZodType) => ({ status: HttpStatus.OK, description, schema: z.object({ items: z.array(row) }) });
const paged = (description: string, row: z.ZodType) => ({ status: HttpStatus.OK, description: `${description}; a page may hold fewer than asked for`, schema: pageOf(row) });

/** The citizen's own view: whose it is the token says, and nothing that is asked can say otherwise. */
@Controller('me')
@Roles('citizen')
export class CitizenHttp {
  constructor(private readonly view: CitizenView, private readonly matters: CitizenMatters, private readonly dates: BusinessDates) {}

  @Get()
  @Documented({ summary: 'Who I am here, masked, and how to object', tag: 'me', answer: { status: HttpStatus.OK, description: 'The person', schema: profileSchema } })
  async profile(@CurrentActor() actor: Actor): Promise<z.infer<typeof profileSchema>> {
    const citizen = citizenOf(actor);
    return { person: await this.matters.profile(citizen), howToObject: this.matters.howToObject(citizen) };
  }

  @Get('claims')
  @Documented({ summary: 'What I claimed, or was claimed for me, and how it was decided', tag: 'me', answer: paged('A page of claims', ownClaimSchema) })
  async claims(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: ListQuery): Promise<Page<OwnClaim>> {
    return page(actor, query, (of) => this.view.claims(of));
  }

  @Get('claims/:id')
  @Documented({ summary: 'One claim with each decision, and the receipt in words', tag: 'me', answer: { status: HttpStatus.OK, description: 'The claim', schema: wholeOwnClaimSchema } })
  async claim(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<WholeOwnClaim> {
    const citizen = citizenOf(actor);
    return found(await this.view.claim(citizen, payeePrefix(citizen) + id));
  }

  @Get('payments')
  @Documented({ summary: 'What is due to me and what was paid: when, how much, for what, and where it stands', tag: 'me', answer: paged('A page of lines, once they are on the public list', ownPaymentSchema) })
  async payments(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: ListQuery): Promise<Page<OwnPayment>> {
    return page(actor, query, (of) => this.view.payments(of));
  }

  @Get('payments/:id/explanation')
  @Documented({ summary: 'Why this amount: the receipt in words', tag: 'me', answer: { status: HttpStatus.OK, description: 'The explanation', schema: explanationSchema } })
  async explanation(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<z.infer<typeof explanationSchema>> {
    const citizen = citizenOf(actor);
    return { id, explanation: found(await this.view.explanation(citizen, payeePrefix(citizen) + id)) };
  }

  @Get('held')
  @Documented({ summary: 'What is held, in which month, and why', tag: 'me', answer: paged('A page of held lines', ownHeldSchema) })
  async held(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: ListQuery): Promise<Page<OwnHeld>> {
    return page(actor, query, (of) => this.view.held(of));
  }

  @Get('notices')
  @Documented({ summary: 'The public lists that show me at present, and how to object to them', tag: 'me', answer: listed('The notices', ownNoticeSchema) })
  async notices(@CurrentActor() actor: Actor): Promise<{ items: readonly z.infer<typeof ownNoticeSchema>[] }> {
    return { items: await this.matters.notices(citizenOf(actor)) };
  }

  @Get('clawbacks')
  @Documented({ summary: 'What is claimed back from me, until when I can do what about it, and what is open', tag: 'me', answer: listed('The cases', ownClawbackSchema) })
  async clawbacks(@CurrentActor() actor: Actor): Promise<{ items: readonly z.infer<typeof ownClawbackSchema>[] }> {
    return { items: await this.matters.clawbacks(citizenOf(actor), await this.dates.today(actor.city)) };
  }
}

function citizenOf({ city, person }: Actor): Citizen {
  if (person === undefined) throw problemOf({ code: 'citizen.no-person' });
  return { city, person };
}

async function page<Row>(actor: Actor, { limit, cursor }: ListQuery, read: (of: OfPayee) => Promise<readonly Placed<Row>[]>): Promise<Page<Row>> {
  const citizen = citizenOf(actor);
  const own = payeePrefix(citizen);
  const after = cursor === undefined ? null : own + decodeCursor(cursor, idSchema);
  const { items, next } = pageFrom(await read({ ...citizen, after, limit: limit + 1 }), limit, ({ place }) => place.slice(own.length));
  return { items: items.flatMap(({ row }) => (row === undefined ? [] : [row])), ...(next === undefined ? {} : { next }) };
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw problemOf({ code: 'not-found' });
  return thing;
}
