import { accountChangeConfirmed, accountChangeEnded, accountChangeInForce, accountChangeProposed, eventOf, type CloudEvent } from '@gongjiang/contracts';
import { impossible } from '@gongjiang/kernel';
import type { AccountChange } from './account-change.js';

/** What others hear of a change: the payee is told by it, by token; never which account. */
export function messageOfAccountChange(change: AccountChange, version: number, time: Date): CloudEvent {
  const facts = { city: change.city, subject: change.id, sequence: version, time };
  const data = { changeId: change.id, person: change.person };
  switch (change.status) {
    case 'proposed': return eventOf(accountChangeProposed, { ...facts, data: { ...data, businessDate: change.proposedOn } });
    case 'cooling': return eventOf(accountChangeConfirmed, { ...facts, data: { ...data, businessDate: change.confirmedOn, objectUntil: change.coolsUntil } });
    case 'in-force': return eventOf(accountChangeInForce, { ...facts, data: { ...data, businessDate: change.inForceOn, linesPutRight: change.linesPutRight } });
    case 'refused': case 'withdrawn': return eventOf(accountChangeEnded, { ...facts, data: { ...data, businessDate: change.endedOn, outcome: change.status } });
    default: return impossible(change);
  }
}
