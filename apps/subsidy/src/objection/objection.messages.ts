import { eventOf, objectionDecided, objectionFiled, type CloudEvent } from '@gongjiang/contracts';
import type { Objection } from './objection.js';

/** What others hear of an objection: that a line is held, and what became of it. Neither who objects, nor to whom. */
export function messageOfObjection(objection: Objection, version: number): CloudEvent {
  const { id, city, noticeId, batchId, line } = objection;
  const data = { objectionId: id, noticeId, batchId, line };
  if (objection.status === 'open') return eventOf(objectionFiled, { city, subject: id, sequence: version, time: new Date(objection.filedAt), data: { ...data, businessDate: objection.filedOn } });
  const { on, at, consequence } = objection.decision;
  return eventOf(objectionDecided, { city, subject: id, sequence: version, time: new Date(at), data: { ...data, businessDate: on, outcome: objection.status, consequence } });
}
