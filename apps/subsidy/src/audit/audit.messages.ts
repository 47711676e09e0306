import { auditSealed, eventOf, type CloudEvent } from '@gongjiang/contracts';
import type { AuditBlock } from '@gongjiang/security';

/** What others hear of a sealed block: enough to show later that the chain was neither rewritten nor cut. */
export function messageOfBlock({ city, number, head, previousHead, entries, chunks, sealedAt }: AuditBlock): CloudEvent {
  return eventOf(auditSealed, { city, subject: city, sequence: number, time: new Date(sealedAt), data: { city, number, head, previousHead, entries, chunks, sealedAt } });
}
