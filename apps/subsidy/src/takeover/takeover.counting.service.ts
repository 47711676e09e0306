import { groupBy, type PersonToken } from '@gongjiang/kernel';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import { dueKey, itemId } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import type { PersonStore } from '../person/person.store.js';
import { claimOn, lossKey, sameKindKeyOf, type TakenElsewhere } from '../same-kind/same-kind.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { WORKER_SOURCE } from '../shared/source.js';
import { itemOfDue, takeoverChunkOf, type TakenOverDue, type Takeover } from './takeover.js';
import { decideTakeover } from './takeover.decide.js';
import { messagesOfTakeover } from './takeover.messages.js';
import type { KeptTakeover, TakeoverStore } from './takeover.store.js';

export interface CountingPorts {
  readonly takeovers: TakeoverStore;
  readonly items: Pick<ItemStore, 'addTakenOver'>;
  readonly persons: Pick<PersonStore, 'facts'>;
  readonly sameKind: Pick<SameKindStore, 'claim'>;
  readonly packs: PackSet;
}

/** The steps of counting, for each page of dues and at the end. Each may be the last before a crash: all are safe to run again. */
export const COUNTING_STEPS = ['write-items', 'leave-out', 'claim-months', 'finish'] as const;
export type CountingStepRunner = <Value>(step: (typeof COUNTING_STEPS)[number], run: () => Promise<Value>) => Promise<Value>;

/** Dues at once: one bulk write's worth. */
const DUES_AT_ONCE = 1_000;
/** Takeovers in one look: a city has a handful in its life. */
const TAKEOVERS_AT_ONCE = 20;

/** Makes history of accepted takeovers, in bulk. Interrupted anywhere, it begins again and changes nothing that is there. */
export class TakeoverCounting {
  constructor(private readonly ports: CountingPorts, private readonly changes: ChangeLog, private readonly step: CountingStepRunner = (_step, run) => run()) {}

  /** Counts whatever is accepted and not counted yet. */
  async countAll(): Promise<void> {
    for (const kept of await this.ports.takeovers.accepted(TAKEOVERS_AT_ONCE)) await this.count(kept);
  }

  private async count(kept: KeptTakeover): Promise<void> {
    const { id } = kept.takeover;
    for (let after: string | null = null; ;) {
      const dues = await this.ports.takeovers.dues(id, { after, limit: DUES_AT_ONCE });
      const last = dues.at(-1);
      if (!last) break;
      await this.countPage(kept.takeover, dues);
      after = dueKey(last.due);
    }
    await this.step('finish', () => this.finish(kept));
  }

  private async countPage(takeover: Takeover, dues: readonly TakenOverDue[]): Promise<void> {
    const items = dues.map((one) => itemOfDue(takeover.id, one, this.entitlement(one)?.clause ?? one.due.entitlement));
    const there = new Set(await this.step('write-items', () => this.ports.items.addTakenOver(items)));
    const [leftOut, counted] = [dues.filter(({ due }) => there.has(itemId(due, 0))), dues.filter(({ due }) => !there.has(itemId(due, 0)))];
    await this.step('leave-out', () => this.ports.takeovers.leaveOut(takeover.id, leftOut.map(({ due }) => dueKey(due))));
    await this.step('claim-months', () => this.claimMonths(takeover, counted));
  }

  /** No other city pays these months again, and no other payee is paid for these subjects. Where one was first to claim, both have paid already: that is history, and no refusal. */
  private async claimMonths(takeover: Takeover, dues: readonly TakenOverDue[]): Promise<void> {
    const rivals = dues.filter((one) => this.entitlement(one)?.group);
    if (rivals.length === 0) return;
    const facts = await this.ports.persons.facts(takeover.city, [...groupBy(rivals, ({ due }): PersonToken => due.person).keys()]);
    const keyed = rivals.flatMap(({ due, amountFen }) => {
      const person = facts.get(due.person);
      const key = person && sameKindKeyOf(this.ports.packs, due, person.sameKindIndex);
      return key ? [{ key, claim: { city: due.city, dueKey: dueKey(due), chunkId: takeoverChunkOf(takeover.id), amountFen } }] : [];
    });
    const taken = new Map<string, TakenElsewhere>();
    for (let open = keyed; open.length > 0;) {
      const lost = await this.ports.sameKind.claim(takeover.city, open.map(({ key, claim }) => claimOn(key, taken, claim)));
      for (const other of lost) taken.set(lossKey(other), other);
      // Of one subject two payees were paid: the second's place is behind the first's.
      open = open.filter(({ key }) => key.rivals === 'payees' && lost.some(({ payee, id }) => payee === key.payee && id.startsWith(`${key.id}|`)));
    }
  }

  /** Whoever comes second finds it counted, and leaves it. */
  private async finish({ takeover, version }: KeptTakeover): Promise<void> {
    const leftOut = await this.ports.takeovers.countLeftOut(takeover.id);
    const counted = decideTakeover({ kind: 'count', leftOut }, takeover);
    if (!counted.ok) return;
    await this.changes.inOneWrite(async (transaction) => {
      const saved = await this.ports.takeovers.save(counted.value, version, transaction);
      if (!saved.ok) return saved;
      const events = messagesOfTakeover({ takeover: counted.value, version: saved.value }, null, this.changes.now());
      await this.changes.record({ city: takeover.city, actor: 'worker', kind: 'takeover.counted', object: takeover.id, source: WORKER_SOURCE, events }, transaction);
      return saved;
    });
  }

  private entitlement({ due }: Pick<TakenOverDue, 'due'>) {
    return describeEntitlement(this.ports.packs, due.entitlement);
  }
}
