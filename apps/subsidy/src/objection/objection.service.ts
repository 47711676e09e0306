import { canonicalJson, ok, refuse, type CityCode, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import type { BatchStore } from '../batch/batch.store.js';
import { dueKey, type Item } from '../item/item.js';
import { itemsBehind } from '../notice/notice.lookup.js';
import type { NoticeStore } from '../notice/notice.store.js';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { answered, holdIdOf, newHold, objected, stageOf, withheldAs, type LineHold } from './line-hold.js';
import { MAX_OBJECTIONS_A_NOTICE, mayDecide, ruled, type Contact, type Objection, type ObjectionOutcome } from './objection.js';
import { bringAbout, sumOfItems, type EffectPorts } from './objection.effects.js';
import { messageOfObjection } from './objection.messages.js';
import type { KeptHold, KeptObjection, ObjectionStore } from './objection.store.js';

export interface ObjectionPorts extends EffectPorts {
  readonly objections: ObjectionStore;
  readonly notices: NoticeStore;
  readonly batches: BatchStore;
  readonly changes: ChangeLog;
  /** An id that the same words of the same person to the same line have again, and that tells nothing of them. */
  readonly objectionIdOf: (city: CityCode, text: string) => string;
}

export interface Complaint {
  readonly line: number;
  readonly text: string;
  readonly contact: Contact;
}
export type ObjectionOutcomeResult = Result<KeptObjection, Refusal>;

/** Objections are taken and decided: what they do to the line and the batch is in the same write. */
export class ObjectionService {
  constructor(private readonly ports: ObjectionPorts) {}

  /** Takes an objection to a line of a notice that is up. The line is held from now on; the same objection again is the same. */
  async file(by: By, noticeId: string, complaint: Complaint): Promise<ObjectionOutcomeResult> {
    const { notices, objections, changes } = this.ports;
    const kept = await notices.load(noticeId);
    if (kept?.notice.city !== by.city) return refuse('notice.unknown');
    const itemIds = await itemsBehind(notices, noticeId, complaint.line);
    const [first] = itemIds;
    if (first === undefined) return refuse('notice.line-unknown', { line: complaint.line, lines: kept.notice.list.lines });
    if ((await objections.countOf(noticeId)) >= MAX_OBJECTIONS_A_NOTICE) return refuse('objection.too-many', { most: MAX_OBJECTIONS_A_NOTICE });
    const item = await this.ports.items.find(by.city, first);
    if (!item) return refuse('objection.line-ended');
    const objection = this.newObjection(by, { noticeId, batchId: kept.notice.batchId, dueKey: dueKey(item.due) }, complaint);
    return changes.inOneWrite((transaction) => this.keep(by, objection, itemIds, transaction));
  }

  /** Decides an objection. The line goes on, with its batch or the next, or is never paid; the objector is answered. */
  decide(by: By, id: string, version: number, { outcome, reason }: { readonly outcome: ObjectionOutcome; readonly reason: string }): Promise<ObjectionOutcomeResult> {
    const { objections, batches, changes } = this.ports;
    return changes.inOneWrite(async (transaction) => {
      const found = await objections.load(by.city, id, transaction);
      if (!found) return refuse('objection.unknown');
      if (found.version !== version) return refuse('precondition.failed');
      const [batch, held] = [await batches.load(by.city, found.objection.batchId, transaction), await objections.hold(holdIdOf(found.objection.batchId, found.objection.dueKey), transaction)];
      if (!batch || !held) throw new Error(`The objection ${id} has no batch or holds nothing`);
      const allowed = mayDecide(by, found.objection, batch.batch.chain);
      if (!allowed.ok) return allowed;
      const stage = stageOf(batch.batch);
      const { hold, consequence } = answered(held.hold, outcome, stage);
      const done = await bringAbout(this.ports, held.hold, { consequence, stage, by }, transaction);
      if (!done.ok) return done;
      const decided = ruled(allowed.value, { actor: by.actor, on: by.on, at: changes.now().toISOString(), outcome, reason }, consequence);
      return this.save(by, { objection: decided, version }, { hold, version: held.version }, transaction);
    });
  }

  private newObjection({ city, actor, on }: By, of: Pick<Objection, 'noticeId' | 'batchId' | 'dueKey'>, { line, text, contact }: Complaint): Extract<Objection, { status: 'open' }> {
    const id = this.ports.objectionIdOf(city, canonicalJson([of.noticeId, line, text, contact.name, contact.reachedAt]));
    return { status: 'open', id, city, ...of, line, text, contact, filedBy: actor, filedOn: on, filedAt: this.ports.changes.now().toISOString() };
  }

  private async keep(by: By, objection: Extract<Objection, { status: 'open' }>, itemIds: readonly string[], transaction: Transaction): Promise<ObjectionOutcomeResult> {
    const { objections, notices } = this.ports;
    const known = await objections.load(by.city, objection.id, transaction);
    if (known) return ok(known);
    const notice = (await notices.load(objection.noticeId, transaction))?.notice;
    if (notice?.status !== 'up' || by.on > notice.days.until) return refuse('objection.notice-not-up');
    const held = (await objections.hold(holdIdOf(objection.batchId, objection.dueKey), transaction)) ?? { hold: newHold(by.city, objection.batchId, objection.dueKey), version: 0 };
    const taken = objected(held.hold);
    if (!taken.ok) return taken;
    const hold = taken.value.withhold ? await this.withhold(by, taken.value.hold, itemIds, transaction) : ok(taken.value.hold);
    return hold.ok ? this.save(by, { objection, version: 0 }, { hold: hold.value, version: held.version }, transaction) : hold;
  }

  private async withhold(by: By, hold: LineHold, itemIds: readonly string[], transaction: Transaction): Promise<Result<LineHold, Refusal>> {
    const items: readonly Item[] = await this.ports.items.withhold(itemIds, transaction);
    if (items.length === 0) return refuse('objection.line-ended');
    const lines = sumOfItems(items);
    const told = await this.ports.tellBatch(by, hold.batchId, { kind: 'withhold', actor: by.actor, on: by.on, lines }, transaction);
    return told.ok ? ok(withheldAs(hold, items.map(({ id }) => id), lines)) : told;
  }

  private async save(by: By, { objection, version }: KeptObjection, held: KeptHold, transaction: Transaction): Promise<ObjectionOutcomeResult> {
    const { objections, changes } = this.ports;
    const savedHold = await objections.saveHold(held.hold, held.version, transaction);
    if (!savedHold.ok) return savedHold;
    const saved = await objections.save(objection, version, transaction);
    if (!saved.ok) return saved;
    const kind = objection.status === 'open' ? 'objection.filed' : 'objection.decided';
    const details = { batch: objection.batchId, line: objection.line, ...(objection.status === 'open' ? {} : { outcome: objection.status, consequence: objection.decision.consequence }) };
    await changes.record({ city: by.city, actor: by.actor, kind, object: objection.id, source: by.source, details, events: [messageOfObjection(objection, saved.value)] }, transaction);
    return ok({ objection, version: saved.value });
  }
}
