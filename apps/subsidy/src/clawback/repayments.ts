import type { StatementEntry } from '@gongjiang/contracts';
import type { CityCode, Fen } from '@gongjiang/kernel';
import { WORKER_SOURCE } from '../shared/source.js';
import type { ClawbackService } from './clawback.service.js';
import { CLAWBACK_SYSTEM } from './clawbacks.of-batches.js';

export type CreditEntry = Extract<StatementEntry, { kind: 'funding' }>;

/** A repayment that no case takes: somebody must look at it, and give back what is too much. */
export interface RefusedRepayment {
  readonly entry: CreditEntry;
  /** What the case still takes; null where there is no such case, or it takes nothing any more. */
  readonly openFen: Fen | null;
}

/** What the credits of a page came to; undefined while one of them must wait. */
export type TakenRepayments = readonly RefusedRepayment[] | undefined;

/** Who pays back names the case in the reference. */
const CASE_ID = /cb-[a-z2-7]{26}/;

/** Takes repayments from the bank's statement: each once, by the bank's reference, as if finance had written it down. */
export class StatementRepayments {
  constructor(private readonly service: ClawbackService) {}

  /** Credits that name no case are money of the city's own. */
  async take(city: CityCode, credits: readonly CreditEntry[]): Promise<TakenRepayments> {
    const refused: RefusedRepayment[] = [];
    for (const entry of credits) {
      const [id] = CASE_ID.exec(entry.bankReference) ?? [];
      if (id === undefined) continue;
      const target = { city, id, version: null, source: WORKER_SOURCE };
      const done = await this.service.repay(target, { actor: CLAWBACK_SYSTEM, on: entry.bookedOn }, { reference: entry.bankReference, amountFen: entry.amountFen });
      // What somebody else is at, or a batch that is calculated just now, is over in a moment: the page is read again.
      if (!done.ok && (done.refusal.code === 'clawback.being-calculated' || done.refusal.code === 'version-conflict')) return undefined;
      if (!done.ok) refused.push({ entry, openFen: (done.refusal.details?.['openFen'] as Fen | undefined) ?? null });
    }
    return refused;
  }
}
