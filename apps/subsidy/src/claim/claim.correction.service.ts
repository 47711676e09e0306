import type { CloudEvent } from '@gongjiang/contracts';
import { firstDayOf, monthOf, refuse, ok, type CityCode, type Period, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import { describeEntitlement } from '@gongjiang/policy';
import type { Facts } from '../grant/grant.js';
import type { ChangeLog } from '../shared/change-log.js';
import { versionOf, type DecidedClaim } from './claim.js';
import { correctClaim, type Corrected } from './claim.correction.js';
import { messagesOfClaim, messagesOfCorrection } from './claim.messages.js';
import type { ClaimPorts } from './claim.service.js';

/** Which claim is corrected, on which version of it, by whom and from where. */
export interface CorrectionTarget {
  readonly city: CityCode;
  readonly id: string;
  readonly version: number;
  readonly actor: string;
  readonly source: string;
}

/** States facts otherwise than a claim did: a new decision beside the old one, and the grant's months decided anew. */
export class ClaimCorrections {
  constructor(private readonly ports: ClaimPorts, private readonly changes: ChangeLog) {}

  async correct(target: CorrectionTarget, stated: { readonly from: Period; readonly facts: Facts; readonly reason: string }): Promise<Result<DecidedClaim, Refusal>> {
    const claim = await this.ports.claims.ofCity(target.city, target.id);
    if (!claim) return refuse('claim.unknown', { claim: target.id });
    if (versionOf(claim) !== target.version) return refuse('precondition.failed');
    const decided = await this.decide(claim, { ...stated, by: target.actor, at: this.changes.now() });
    return decided.ok ? this.write(target, claim, decided.value) : decided;
  }

  private async decide(claim: DecidedClaim, request: Parameters<typeof correctClaim>[2]): Promise<Result<Corrected, Refusal>> {
    const entitlement = describeEntitlement(this.ports.packs, claim.entitlement);
    if (!entitlement) return refuse('claim.entitlement-unknown', { entitlement: claim.entitlement });
    const [[grant], persons, takenOver, credit] = await Promise.all([
      this.ports.grants.find([claim.id]), this.ports.persons.facts(claim.city, [claim.person]), this.ports.items.takenOver(claim.city, [claim.person]),
      this.ports.creditBars.standing(claim.city, [claim.person]),
    ]);
    return correctClaim(this.ports.packs, { claim, grant, entitlement }, request, { person: persons.get(claim.person), takenOver: takenOver.get(claim.person) ?? [], credit: credit.get(claim.person) ?? [] });
  }

  /** What a claim that came with many still has to tell goes before what the correction tells: lanes of the relay have no order between them. Told twice it is the same. */
  private async untold(id: string, transaction: Transaction): Promise<readonly CloudEvent[]> {
    const waiting = await this.ports.claims.untold(id, transaction);
    return waiting ? waiting.claims.flatMap((told) => messagesOfClaim(told, waiting.at)) : [];
  }

  private async write(target: CorrectionTarget, claim: DecidedClaim, { correction, receipt, opened }: Corrected): Promise<Result<DecidedClaim, Refusal>> {
    return this.changes.inOneWrite(async (transaction) => {
      if (!(await this.ports.claims.correct(claim.id, correction, receipt, transaction))) return refuse('precondition.failed');
      if (opened) await this.ports.grants.open([opened], transaction);
      else if (correction.grantId !== null) {
        await this.ports.grants.correct(correction.grantId, { from: correction.from, facts: correction.facts }, transaction);
        await this.ports.grants.recheck([correction.grantId], monthOf(firstDayOf(correction.from)), transaction);
      }
      const events = [...await this.untold(claim.id, transaction), ...messagesOfCorrection(claim, correction, opened, this.changes.now())];
      await this.changes.record({ city: claim.city, actor: target.actor, kind: 'claim.corrected', object: claim.id, source: target.source, events }, transaction);
      return ok({ ...claim, corrections: [...claim.corrections, correction] });
    });
  }
}
