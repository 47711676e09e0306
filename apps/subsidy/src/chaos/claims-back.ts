import { fen, type CityCode } from '@gongjiang/kernel';
import { OFFICERS } from '../batch/batch.builders.js';
import type { ClawbackCommand } from '../clawback/clawback.command.js';
import type { Clawback } from '../clawback/clawback.js';
import type { ClawbackTarget } from '../clawback/clawback.service.js';
import { openFen, spareFen } from '../clawback/clawback.money.js';
import { recheckChanged } from '../person/person.recheck.js';
import { IN_WORK, personNo } from '../person/person.builders.js';
import type { Day } from '@gongjiang/kernel';
import type { CaseWay } from './chaos.plan.js';
import type { SimulatedService } from './simulated.service.js';

const SOURCE = '10.0.0.8';
const MOST_CASES = 20;

/** Officers who claim back what was paid too much: each case goes on by a step at a look, in one way or another. */
export class ClaimsOfficers {
  constructor(private readonly service: SimulatedService, private readonly city: CityCode) {}

  async look(): Promise<void> {
    const { clawbackCases, dates } = this.service.parts;
    const on = await dates.today(this.city);
    // Which ones there are is seen from outside; what they are is read as officers read it.
    const ids = this.service.world.store.documentsOf<{ readonly _id: string; readonly city: string }>('clawbacks').filter(({ city }) => city === this.city).map(({ _id }) => _id);
    const { caseWays } = this.service.world.plan;
    for (const [nth, id] of ids.slice(0, MOST_CASES).entries()) {
      const kept = await clawbackCases.load(this.city, id);
      // By the number of the case, so that it goes the same way after a crash.
      if (kept) await this.step({ city: this.city, id, version: kept.version, source: SOURCE }, kept.clawback, on, caseWays[nth % caseWays.length] ?? 'repay');
    }
  }

  private async step(target: ClawbackTarget, clawback: Clawback, on: Day, way: CaseWay): Promise<void> {
    const { clawbackService } = this.service.parts;
    const as = (actor: string) => ({ actor, on });
    const act = (command: ClawbackCommand) => clawbackService.act(target, command);
    switch (clawback.status) {
      case 'opened':
        if (clawback.origin.kind === 'officer' && way === 'withdraw') await act({ kind: 'withdraw', ...as(OFFICERS.handler), reason: 'a mistake' });
        else await clawbackService.notify(target, as(OFFICERS.handler));
        break;
      case 'heard':
        if (way === 'drop') await act({ kind: 'drop', ...as('decider'), reason: 'let go' });
        else await clawbackService.decide(target, as('decider'), { demandedFen: way === 'halve' ? fen(Math.floor(clawback.amountFen / 2)) : clawback.amountFen, reason: 'not in work', mayOffset: true });
        break;
      case 'decided': if (way === 'waive' || way === 'overturn') await act({ kind: 'appeal', ...as('clerk'), reason: 'in work after all' }); break;
      case 'appealed': await act({ kind: way === 'overturn' ? 'overturn' : 'uphold', ...as('court'), reason: 'looked at again' }); break;
      case 'in-force': await this.money(target, clawback, way, on); break;
      case 'notified': case 'settled': case 'dropped': case 'withdrawn': break;
    }
  }

  /** Some pay back in halves, some are let off the second half, some wait until it is kept from later months. */
  private async money(target: ClawbackTarget, { money, waiverAskedFen }: Extract<Clawback, { status: 'in-force' }>, way: CaseWay, on: Day): Promise<void> {
    const { clawbackService } = this.service.parts;
    const half = fen(Math.min(spareFen(money), Math.ceil(money.claimedFen / 2)));
    if (waiverAskedFen !== null) await clawbackService.act(target, { kind: 'grant-waiver', actor: 'court', on, reason: 'poor' });
    else if (way === 'waive' && openFen(money) > 0 && money.recoveries.length > 0) await clawbackService.act(target, { kind: 'ask-waiver', actor: OFFICERS.handler, on, amountFen: openFen(money), reason: 'poor' });
    else if ((way === 'repay' || way === 'waive') && half > 0) await clawbackService.repay(target, { actor: 'clerk', on }, { reference: `${target.id}-${money.recoveries.length}`, amountFen: half });
  }
}

/** A roster says of a person that the work ended, or did not: months that were paid are decided afresh. */
export async function correctEmployment(service: SimulatedService, city: CityCode, number: number, until: Day | null): Promise<void> {
  const { persons, grants } = service.parts;
  const person = personNo(number, { city, employment: { ...IN_WORK, until } });
  service.world.corrected.add(person.token);
  await recheckChanged({ persons, grants }, city, [person]);
  // As a roster's reader saves: another account is the business of others.
  await persons.save([person], 'chaos', () => Promise.resolve(undefined));
}
