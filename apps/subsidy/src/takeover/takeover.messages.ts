import { eventOf, takeoverAccepted, takeoverCounted, takeoverHandedIn, takeoverRejected, type CloudEvent } from '@gongjiang/contracts';
import { impossible } from '@gongjiang/kernel';
import type { KeptTakeover } from './takeover.store.js';

/** What other systems hear of a takeover when it has come to its status; `actor` is null where the machine did it. */
export function messagesOfTakeover({ takeover, version }: KeptTakeover, actor: string | null, time: Date): readonly CloudEvent[] {
  if (takeover.status === 'receiving') return [];
  const { id, city, summary, status } = takeover;
  const data = { takeoverId: id, status, dues: summary.dues, amountFen: summary.amountFen, leftOut: status === 'counted' ? takeover.leftOut : 0, ...(actor === null ? {} : { actor }) };
  const facts = { city, subject: id, sequence: version, time, data };
  switch (status) {
    case 'in-review': return [eventOf(takeoverHandedIn, facts)];
    case 'accepted': return [eventOf(takeoverAccepted, facts)];
    case 'counted': return [eventOf(takeoverCounted, facts)];
    case 'rejected': return [eventOf(takeoverRejected, facts)];
    default: return impossible(status);
  }
}
