import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isPersonToken, type PersonToken } from '@gongjiang/kernel';
import type { Receipt } from '@gongjiang/policy';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { ChunkStore } from '../chunk/chunk.store.js';
import { HeldLineStore } from '../held-line/held-line.store.js';
import { reasonSchema, reasonsOf } from '../held-line/held-line.wording.js';
import { PersonStore, type MaskedPerson } from '../person/person.store.js';
import { endToEndIdOf, ITEM_STATES, ITEM_WAYS, type Item } from './item.js';
import { keptReceipt, receiptOfItem } from './item.receipt.js';
import { ItemStore } from './item.store.js';

const idSchema = z.string().min(1).max(200);
const positionSchema = z.object({ chunkId: idSchema, id: idSchema });
const dueShown = { person: z.string(), entitlement: z.string(), subject: z.string().nullable(), period: z.string() };
const shownItem = z.object({ id: z.string(), ...dueShown, amountFen: z.int(), clause: z.string(), way: z.enum(ITEM_WAYS), clawback: z.string().nullable(), attempt: z.int(), state: z.enum(ITEM_STATES), reason: z.string().nullable(), bookedOn: z.string().nullable(), returnedOn: z.string().nullable(), endToEndId: z.string(), receiptId: z.string() });
const shownHeldLine = z.object({ id: z.string(), ...dueShown, codes: z.array(z.string()), reasons: z.array(reasonSchema), receiptId: z.string().nullable() });
const itemQuery = z.strictObject({ ...pageQuery, state: z.enum(ITEM_STATES).optional() });
const heldQuery = z.strictObject(pageQuery);
const maskedPerson = z.object({ token: z.string(), name: z.string(), identityNumber: z.string(), bankAccount: z.string(), district: z.string(), employedUntil: z.string().nullable() });
const receiptAnswer = z.object({ id: z.string(), receipt: z.unknown() });

/** The lines of a batch: what is paid, and what is held with its reasons. */
@Controller()
export class ItemHttp {
  constructor(private readonly items: ItemStore, private readonly heldLines: HeldLineStore, private readonly chunks: ChunkStore, private readonly persons: PersonStore) {}

  @Get('batches/:id/items')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'The items of a batch', tag: 'items', answer: { status: HttpStatus.OK, description: 'A page of items', schema: pageOf(shownItem) } })
  async list(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: itemQuery }) query: z.infer<typeof itemQuery>): Promise<Page<z.infer<typeof shownItem>>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, positionSchema);
    const page = pageFrom(await this.items.page(actor.city, id, { state: query.state ?? null, after, limit: query.limit + 1 }), query.limit, ({ chunkId, id: itemId }) => ({ chunkId, id: itemId }));
    return { ...page, items: page.items.map(shown) };
  }

  @Get('batches/:id/held-lines')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'The held lines of a batch, with their reasons', tag: 'items', answer: { status: HttpStatus.OK, description: 'A page of held lines', schema: pageOf(shownHeldLine) } })
  async held(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Query({ schema: heldQuery }) query: z.infer<typeof heldQuery>): Promise<Page<z.infer<typeof shownHeldLine>>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, idSchema);
    const rows = await this.heldLines.page(actor.city, id, { after, limit: query.limit + 1 });
    return pageFrom(rows.map(({ id: lineId, due, codes, receiptId }) => ({ id: lineId, person: due.person, entitlement: due.entitlement, subject: due.subject, period: due.period, codes: [...codes], reasons: [...reasonsOf(codes)], receiptId })), query.limit, (line) => line.id);
  }

  @Get('owed-lines')
  @Roles('handler', 'reviewer', 'finance', 'auditor')
  @Documented({ summary: 'Lines that the bank refused or sent back and that nobody has put right: still owed', tag: 'items', answer: { status: HttpStatus.OK, description: 'A page of items', schema: pageOf(shownItem) } })
  async owed(@CurrentActor() actor: Actor, @Query({ schema: heldQuery }) query: z.infer<typeof heldQuery>): Promise<Page<z.infer<typeof shownItem>>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, idSchema);
    return pageFrom((await this.items.owed(actor.city, { person: null, after, limit: query.limit + 1 })).map(shown), query.limit, (item) => item.id);
  }

  @Get('items/:id/receipt')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'Why this amount: the receipt of the decision behind an item', tag: 'items', answer: { status: HttpStatus.OK, description: 'The receipt', schema: receiptAnswer } })
  async receipt(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<z.infer<typeof receiptAnswer>> {
    const item = await this.items.find(actor.city, id);
    return shownReceipt(item && (await receiptOfItem({ items: this.items, chunks: this.chunks }, item)));
  }

  @Get('held-lines/:id/receipt')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'Why a line is held: the receipt of the decision behind it; there is none where it was held before it was decided', tag: 'items', answer: { status: HttpStatus.OK, description: 'The receipt', schema: receiptAnswer } })
  async heldReceipt(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<z.infer<typeof receiptAnswer>> {
    const line = await this.heldLines.find(actor.city, id);
    return shownReceipt(line?.receiptId ? await keptReceipt(this.chunks, line.chunkId, line.receiptId) : undefined);
  }

  @Get('persons/:token')
  @Roles('handler', 'reviewer', 'auditor')
  @Documented({ summary: 'A person of the registry, masked', tag: 'persons', answer: { status: HttpStatus.OK, description: 'The person', schema: maskedPerson } })
  async person(@CurrentActor() actor: Actor, @Param('token', { schema: z.string().refine(isPersonToken) }) token: string): Promise<MaskedPerson> {
    const person = await this.persons.masked(actor.city, token as PersonToken);
    if (!person) throw problemOf({ code: 'not-found' });
    return person;
  }
}

function shownReceipt(receipt: Receipt | undefined): z.infer<typeof receiptAnswer> {
  if (!receipt) throw problemOf({ code: 'not-found' });
  return { id: receipt.id, receipt: JSON.parse(receipt.json) as unknown };
}

function shown(item: Item): z.infer<typeof shownItem> {
  const { person, entitlement, subject, period } = item.due;
  return {
    id: item.id, person, entitlement, subject, period, amountFen: item.amountFen, clause: item.clause, way: item.way, clawback: item.clawback, attempt: item.attempt, state: item.state, reason: item.reason,
    bookedOn: item.bookedOn, returnedOn: item.returnedOn, endToEndId: endToEndIdOf(item), receiptId: item.receiptId,
  };
}
