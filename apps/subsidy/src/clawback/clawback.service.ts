import { ok, refuse, type CityCode, type Day, type Fen, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import { workingDaysAfter } from '../calendar/working-day.js';
import { dueKey, type Due } from '../item/item.js';
import { clawbackIdOf, openClawback, UNDECIDED, type Clawback } from './clawback.js';
import { claimableOf } from './clawback.claimable.js';
import type { ClawbackCommand } from './clawback.command.js';
import { ClawbackKeeper, type ClawbackPorts } from './clawback.keeper.js';
import { offsetTermsOf } from './clawback.settings.js';
import type { KeptClawback } from './clawback.store.js';

/** Which case is acted on, on which version of it (null where the newest is meant: the system's own steps), and from where. */
export interface ClawbackTarget {
  readonly city: CityCode;
  readonly id: string;
  readonly version: number | null;
  readonly source: string;
}
export type ClawbackOutcome = Result<KeptClawback, Refusal>;

interface By {
  readonly actor: string;
  readonly on: Day;
}
export interface Opening {
  readonly due: Due;
  readonly amountFen: Fen;
  readonly evidence: string;
  readonly reason: string;
}
/** What persons do to cases: one use case a method, one transaction each. */
export class ClawbackService {
  private readonly keeper: ClawbackKeeper;

  constructor(private readonly ports: ClawbackPorts) {
    this.keeper = new ClawbackKeeper(ports);
  }

  /** An officer opens a case, with evidence. One undecided case a due. */
  async open(by: By & { readonly city: CityCode; readonly source: string }, { due, amountFen, evidence, reason }: Opening): Promise<ClawbackOutcome> {
    return this.ports.changes.inOneWrite(async (transaction) => {
      const others = await this.ports.cases.ofDue(by.city, dueKey(due), transaction);
      const open = others.find(({ clawback }) => isUndecided(clawback));
      if (open) return refuse('clawback.already-open', { case: open.clawback.id });
      const paidFen = (await claimableOf(this.ports.history, due, others, transaction)).paidFen;
      if (amountFen > paidFen) return refuse('clawback.more-than-paid', { paidFen });
      const id = clawbackIdOf(`${dueKey(due)}|officer|${others.length}`);
      return this.keeper.add(openClawback({ id, due, origin: { kind: 'officer', evidence }, amountFen, openedOn: by.on, opener: by.actor, reason }), by, transaction);
    });
  }

  /** Tells the person, who may be heard for the city's number of working days. */
  async notify(target: ClawbackTarget, by: By): Promise<ClawbackOutcome> {
    const until = workingDaysAfter(this.ports.calendar, by.on, this.ports.cities.get(target.city).clawback.hearingWorkingDays);
    return until.ok ? this.act(target, { kind: 'notify', ...by, hearUntil: until.value }) : until;
  }

  /** Decides what is demanded, of what was paid for the due and is claimed back by no other case. */
  async decide(target: ClawbackTarget, by: By, { demandedFen, reason, mayOffset }: { readonly demandedFen: Fen; readonly reason: string; readonly mayOffset: boolean }): Promise<ClawbackOutcome> {
    const settings = this.ports.cities.get(target.city).clawback;
    const appealUntil = workingDaysAfter(this.ports.calendar, by.on, settings.appealWorkingDays);
    if (!appealUntil.ok) return appealUntil;
    const offset = mayOffset ? offsetTermsOf(settings) : null;
    return this.ports.changes.inOneWrite(async (transaction) => {
      const found = await this.find(target, transaction);
      if (!found.ok) return found;
      const { due, id } = found.value.clawback;
      const others = (await this.ports.cases.ofDue(target.city, dueKey(due), transaction)).filter(({ clawback }) => clawback.id !== id);
      const { sources } = await claimableOf(this.ports.history, due, others, transaction);
      const command = { kind: 'decide', ...by, demandedFen, reason, paid: sources, offset, appealUntil: appealUntil.value } as const;
      return this.keeper.change(found.value, command, target.source, transaction);
    });
  }

  /** Money that the bank's statement shows, by its reference: taken once, however often it is told. */
  async repay(target: ClawbackTarget, by: By, { reference, amountFen }: { readonly reference: string; readonly amountFen: Fen }): Promise<ClawbackOutcome> {
    const done = await this.ports.changes.inOneWrite(async (transaction): Promise<ClawbackOutcome> => {
      const use = await this.ports.cases.useReference(target.city, reference, { caseId: target.id, amountFen }, transaction);
      if (use === 'of-another') return refuse('clawback.reference-used', { reference });
      const found = await this.find(use === 'again' ? { ...target, version: null } : target, transaction);
      if (!found.ok || use === 'again') return found;
      return this.keeper.change(found.value, { kind: 'repay', ...by, reference, amountFen }, target.source, transaction);
    });
    if (done.ok) await this.keeper.tellFund(done.value.clawback);
    return done;
  }

  /** Carries out a command that needs nothing but the case. */
  async act(target: ClawbackTarget, command: ClawbackCommand): Promise<ClawbackOutcome> {
    return this.ports.changes.inOneWrite(async (transaction) => {
      const found = await this.find(target, transaction);
      return found.ok ? this.keeper.change(found.value, command, target.source, transaction) : found;
    });
  }

  private async find(target: ClawbackTarget, transaction?: Transaction): Promise<ClawbackOutcome> {
    const found = await this.ports.cases.load(target.city, target.id, transaction);
    if (!found) return refuse('clawback.unknown', { case: target.id });
    return target.version === null || target.version === found.version ? ok(found) : refuse('precondition.failed');
  }
}

function isUndecided({ status }: Clawback): boolean {
  return (UNDECIDED as readonly string[]).includes(status);
}
