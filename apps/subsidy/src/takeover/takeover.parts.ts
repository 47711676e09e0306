import type { ChangeLog } from '../shared/change-log.js';
import { TakeoverCounting, type CountingPorts } from './takeover.counting.service.js';
import { TakeoverDesk, type TakeoverDeskParts } from './takeover.desk.service.js';
import { TakeoverService, type TakeoverPorts } from './takeover.service.js';

/** What hands takeovers in, reviews them, and makes history of them. */
export function takeoverParts(parts: TakeoverDeskParts & TakeoverPorts & CountingPorts, changes: ChangeLog) {
  const service = new TakeoverService(parts, changes);
  return { takeoverService: service, takeoverDesk: new TakeoverDesk(parts, service), takeoverCounting: new TakeoverCounting(parts, changes) };
}
