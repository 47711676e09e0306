import {
  clawbackAppealed, clawbackDecided, clawbackDropped, clawbackEnforced, clawbackHeard, clawbackLifted, clawbackNotified, clawbackOpened, clawbackRecovered,
  clawbackSettled, clawbackWaived, clawbackWithdrawn, eventOf, type CloudEvent,
} from '@gongjiang/contracts';
import type { Clawback } from './clawback.js';
import type { ClawbackEvent, ClawbackEventKind } from './clawback.event.js';
import { openFen } from './clawback.money.js';
import type { ClawbackChange } from './clawback.store.js';
import { deadlineOf } from './clawback.waiting.js';

/** What others hear of; what passes between officers alone (a plan, a waiver that is asked for) they do not. */
const CONTRACTS = {
  opened: clawbackOpened, notified: clawbackNotified, 'statement-recorded': clawbackHeard, 'hearing-closed': clawbackHeard, decided: clawbackDecided,
  dropped: clawbackDropped, withdrawn: clawbackWithdrawn, appealed: clawbackAppealed, upheld: clawbackEnforced, reduced: clawbackEnforced, overturned: clawbackDropped,
  'came-into-force': clawbackEnforced, waived: clawbackWaived, lifted: clawbackLifted,
  arranged: null, repaid: null, offset: null, 'waiver-asked': null, 'waiver-refused': null,
} as const satisfies Record<ClawbackEventKind | 'opened', typeof clawbackOpened | null>;

/** A case's change as it is told: the case before (itself where it was opened) and after, and the version that it made. */
export interface ToldClawback {
  readonly before: Clawback;
  readonly clawback: Clawback;
  readonly version: number;
  readonly change: ClawbackChange;
  readonly event: ClawbackEvent | null;
}

/** What other systems hear of a change; and, beside it, when nothing is open any more. */
export function clawbackMessages({ before, clawback, version, change, event }: ToldClawback): readonly CloudEvent[] {
  const facts = { city: clawback.city, subject: clawback.id, sequence: version, time: change.at };
  const data = dataOf(clawback, change);
  const contract = CONTRACTS[change.kind];
  const own: readonly CloudEvent[] = contract ? [eventOf(contract, { ...facts, data })] : [];
  const back: readonly CloudEvent[] = event?.kind === 'repaid' || event?.kind === 'offset'
    ? [eventOf(clawbackRecovered, { ...facts, data: { ...data, by: event.kind === 'repaid' ? 'repayment' : 'offset', recoveredFen: event.amountFen } })]
    : [];
  const isSettledNow = clawback.status === 'settled' && before.status !== 'settled';
  return [...own, ...back, ...(isSettledNow ? [eventOf(clawbackSettled, { ...facts, data })] : [])];
}

function dataOf(clawback: Clawback, change: ClawbackChange) {
  const { entitlement, subject, period, person } = clawback.due;
  return {
    caseId: clawback.id,
    person,
    due: { entitlement, subject, period },
    status: clawback.status,
    amountFen: clawback.amountFen,
    demandedFen: 'decision' in clawback ? clawback.decision.demandedFen : null,
    openFen: 'money' in clawback ? openFen(clawback.money) : null,
    until: deadlineOf(clawback),
    actor: change.actor,
    businessDate: change.on,
  };
}
