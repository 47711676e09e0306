import { eventOf, noticePublished, noticeTakenDown, type CloudEvent } from '@gongjiang/contracts';
import type { Notice, NoticeEvent } from './notice.js';

/** What others hear of a notice: when it went up with which list, and when it came down. One that was never up says nothing. */
export function messagesOfNotice(before: Notice, after: Notice, version: number, event: NoticeEvent): readonly CloudEvent[] {
  const facts = { city: after.city, subject: after.id, sequence: version, time: new Date(event.at) };
  const { id, batchId, calculation, programme, period, list } = after;
  const data = { noticeId: id, batchId, calculation, programme, period, lines: list.lines, amountFen: list.amountFen, root: list.root, businessDate: event.on };
  if (event.kind === 'published' || event.kind === 'resumed') return [eventOf(noticePublished, { ...facts, data: { ...data, ...event.days, showing: after.showings.length } })];
  if (before.status !== 'up') return [];
  return [eventOf(noticeTakenDown, { ...facts, data: { ...data, why: event.kind === 'suspended' ? 'interrupted' : event.end } })];
}
