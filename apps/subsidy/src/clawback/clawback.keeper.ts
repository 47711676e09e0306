import { firstDayOf, impossible, monthOf, ok, refuse, yearOf, type Day, type Refusal, type Result, type Transaction, type Year } from '@gongjiang/kernel';
import type { WorkingCalendar } from '../calendar/working-day.js';
import type { CityStore } from '../city/city.store.js';
import type { FundStore } from '../fund/fund.store.js';
import { grantIdOf } from '../grant/grant.js';
import type { GrantStore } from '../grant/grant.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import type { Clawback, ClawbackIn } from './clawback.js';
import type { ClawbackCommand } from './clawback.command.js';
import { decideClawback } from './clawback.decide.js';
import type { ClawbackEvent } from './clawback.event.js';
import { evolveClawback } from './clawback.evolve.js';
import { clawbackMessages } from './clawback.messages.js';
import { clawbackPostings, fundOf } from './clawback.posting.js';
import type { ClawbackChange, ClawbackStore, FundRecovery, KeptClawback } from './clawback.store.js';
import type { DueHistory } from './due-history.js';

export interface ClawbackPorts {
  readonly cases: ClawbackStore;
  readonly history: DueHistory;
  readonly funds: FundStore;
  readonly grants: GrantStore;
  readonly changes: ChangeLog;
  readonly cities: CityStore;
  readonly calendar: WorkingCalendar;
}

type Changed = Result<KeptClawback, Refusal>;

/** Writes a change of a case with all that follows from it, in the transaction that it is given. */
export class ClawbackKeeper {
  constructor(private readonly ports: ClawbackPorts) {}

  async add(clawback: Clawback, { actor, on, source }: { readonly actor: string; readonly on: Day; readonly source: string }, transaction: Transaction): Promise<Changed> {
    const { cases, changes } = this.ports;
    const change: ClawbackChange = { kind: 'opened', actor, on, at: changes.now() };
    const saved = await cases.save({ clawback, version: 0, change, recovery: null }, transaction);
    if (!saved.ok) return refuse('clawback.already-open', { case: clawback.id });
    const events = clawbackMessages({ before: clawback, clawback, version: saved.value, change, event: null });
    await changes.record({ city: clawback.city, actor, kind: 'clawback.opened', object: clawback.id, source, events }, transaction);
    return ok({ clawback, version: saved.value, changes: [change] });
  }

  /** State, postings, the due's history, the audit entry and events: all of it, or nothing. */
  async change(found: KeptClawback, command: ClawbackCommand, source: string, transaction: Transaction): Promise<Changed> {
    const { cases, changes } = this.ports;
    const decided = decideClawback(command, found.clawback);
    if (!decided.ok) return decided;
    const event = decided.value;
    const clawback = evolveClawback(found.clawback, event);
    const change: ClawbackChange = { kind: event.kind, actor: event.actor, on: event.on, at: changes.now() };
    const saved = await cases.save({ clawback, version: found.version, change, recovery: await this.recoveryOf(clawback, event) }, transaction);
    if (!saved.ok) return saved;
    await changes.post(clawbackPostings(found.clawback, clawback, event), transaction);
    await this.writeHistory(clawback, event, transaction);
    const events = clawbackMessages({ before: found.clawback, clawback, version: saved.value, change, event });
    await changes.record({ city: clawback.city, actor: event.actor, kind: `clawback.${event.kind}`, object: clawback.id, source, events }, transaction);
    return ok({ clawback, version: saved.value, changes: [...found.changes, change] });
  }

  /** Tells the fund what came back, once for each recovery. What fails here is told by the next look: it is kept with the case. */
  async tellFund({ city, id }: Pick<Clawback, 'city' | 'id'>): Promise<void> {
    try {
      for (const { recovery } of await this.ports.cases.untoldOf(city, id)) await this.tell({ city, id }, recovery);
    } catch {
      // The money is in the case and in the books: a fund that cannot be reached now is told later.
    }
  }

  async tell({ city, id }: Pick<Clawback, 'city' | 'id'>, recovery: FundRecovery): Promise<void> {
    const told = await this.ports.funds.recover(city, recovery.fund, recovery.year, recovery.id, recovery.amountFen);
    if (told.ok) await this.ports.cases.told(city, id, recovery.id);
  }

  /** Where a fund takes what comes back: the first year from this one on that is open, as the journal books it. */
  private async openYear({ city }: Clawback, fund: string, from: Year): Promise<Year> {
    let year = from;
    for (;;) {
      const found = await this.ports.funds.find(city, fund, year);
      if (!found || found.closure.status === 'open') return year;
      year = String(Number(year) + 1) as Year;
    }
  }

  private async recoveryOf(clawback: Clawback, event: ClawbackEvent): Promise<FundRecovery | null> {
    if (event.kind !== 'repaid' && event.kind !== 'offset') return null;
    const id = event.kind === 'repaid' ? `recover|${clawback.id}|${event.reference}` : `offset|${event.itemId}`;
    const fund = fundOf(clawback as ClawbackIn<'in-force'>);
    return { id, fund, year: await this.openYear(clawback, fund, yearOf(event.on)), amountFen: event.amountFen };
  }

  /** What the case means for later decisions on its due. */
  private async writeHistory(clawback: Clawback, event: ClawbackEvent, transaction: Transaction): Promise<void> {
    const { history } = this.ports;
    switch (event.kind) {
      case 'came-into-force': case 'upheld': case 'reduced':
        // The books' own line is there already; an officer's finding is written now. What waited for the case is decided next.
        if (clawback.origin.kind === 'officer') await history.claim({ caseId: clawback.id, due: clawback.due, amountFen: (clawback as ClawbackIn<'in-force'>).decision.demandedFen }, transaction);
        else await this.recheck(clawback, transaction);
        return;
      case 'dropped': case 'overturned':
        if (clawback.origin.kind === 'officer') return;
        await history.undo(clawback.origin.itemId, transaction);
        await this.recheck(clawback, transaction);
        return;
      case 'lifted': return this.recheck(clawback, transaction);
      case 'notified': case 'statement-recorded': case 'hearing-closed': case 'decided': case 'withdrawn': case 'appealed': case 'arranged': case 'repaid':
      case 'offset': case 'waiver-asked': case 'waived': case 'waiver-refused': return;
      default: impossible(event);
    }
  }

  private recheck({ due }: Clawback, transaction: Transaction): Promise<void> {
    return this.ports.grants.recheck([grantIdOf(due)], monthOf(firstDayOf(due.period)), transaction);
  }
}
