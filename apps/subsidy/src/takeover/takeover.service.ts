import { ok, refuse, type CityCode, type Day, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import type { BatchStatus } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { ImportStore } from '../import/import.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { takeoverIdOf } from './takeover.js';
import { decideTakeover, type TakeoverCommand } from './takeover.decide.js';
import { messagesOfTakeover } from './takeover.messages.js';
import type { KeptTakeover, TakeoverStore } from './takeover.store.js';

export interface TakeoverPorts {
  readonly takeovers: TakeoverStore;
  readonly imports: Pick<ImportStore, 'find'>;
  readonly batches: Pick<BatchStore, 'inStatus'>;
}

export interface TakeoverBy {
  readonly city: CityCode;
  readonly actor: string;
  readonly source: string;
}

export type TakeoverOutcome = Result<KeptTakeover, Refusal>;

/** Batches that are decided and not approved: what is taken over now would come too late for them. */
const DECIDED_WITHOUT_IT: readonly BatchStatus[] = ['calculating', 'calculated', 'submitted', 'in-notice', 'cleared', 'returned'];

/** What was paid before the platform: handed in by one person, reviewed by another. `takeover.counting.ts` makes history of it. */
export class TakeoverService {
  constructor(private readonly ports: TakeoverPorts, private readonly changes: ChangeLog) {}

  /** Puts a file up for review, once all of it was taken in. The same file again is the same takeover. */
  async handIn(by: TakeoverBy, file: string): Promise<TakeoverOutcome> {
    const id = takeoverIdOf(by.city, file);
    if (!(await this.ports.imports.find(by.city, file))) return refuse('takeover.incomplete');
    await this.ports.takeovers.receive({ id, city: by.city, file }, by.actor);
    const found = await this.ports.takeovers.load(by.city, id);
    if (!found) throw new Error('A takeover that was received is not there');
    if (found.takeover.status !== 'receiving') return ok(found);
    const done = await this.act(by, { id, version: found.version }, { kind: 'hand-in', actor: by.actor, summary: await this.ports.takeovers.summary(id) });
    // Somebody else handed the same file in, in this moment: what stands now is the answer.
    return !done.ok && done.refusal.code === 'precondition.failed' ? this.handIn(by, file) : done;
  }

  /** Accepts, by another person than handed it in: from now on it is counted, and no batch begins to calculate until that is done. */
  async accept(by: TakeoverBy & { readonly on: Day }, target: { readonly id: string; readonly version: number }): Promise<TakeoverOutcome> {
    return this.act(by, target, { kind: 'accept', actor: by.actor, on: by.on }, async (transaction) => {
      await this.ports.takeovers.passGate(by.city, transaction);
      const open = (await this.ports.batches.inStatus(DECIDED_WITHOUT_IT)).find(({ batch }) => batch.city === by.city);
      return open ? refuse('takeover.batch-open', { batch: open.batch.id }) : ok(null);
    });
  }

  async reject(by: TakeoverBy & { readonly on: Day }, target: { readonly id: string; readonly version: number }, reason: string): Promise<TakeoverOutcome> {
    return this.act(by, target, { kind: 'reject', actor: by.actor, on: by.on, reason });
  }

  private async act(by: TakeoverBy, target: { readonly id: string; readonly version: number }, command: TakeoverCommand, may?: (transaction: Transaction) => Promise<Result<unknown, Refusal>>): Promise<TakeoverOutcome> {
    return this.changes.inOneWrite(async (transaction) => {
      const found = await this.ports.takeovers.load(by.city, target.id, transaction);
      if (!found) return refuse('takeover.unknown', { takeover: target.id });
      if (found.version !== target.version) return refuse('precondition.failed');
      const decided = decideTakeover(command, found.takeover);
      if (!decided.ok) return decided;
      const allowed = await may?.(transaction);
      if (allowed && !allowed.ok) return allowed;
      const saved = await this.ports.takeovers.save(decided.value, found.version, transaction);
      if (!saved.ok) return refuse('precondition.failed');
      const kept = { takeover: decided.value, version: saved.value };
      await this.changes.record({ city: by.city, actor: by.actor, kind: `takeover.${KINDS[command.kind]}`, object: target.id, source: by.source, events: messagesOfTakeover(kept, by.actor, this.changes.now()) }, transaction);
      return ok(kept);
    });
  }
}

const KINDS = { 'hand-in': 'handed-in', accept: 'accepted', reject: 'rejected', count: 'counted' } as const satisfies Record<TakeoverCommand['kind'], string>;
