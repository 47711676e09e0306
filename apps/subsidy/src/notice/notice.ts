import { impossible, ok, refuse, type CityCode, type Day, type Fen, type Month, type Refusal, type Result } from '@gongjiang/kernel';
import type { NoticeRule } from './notice.rule.js';

/** The list of a notice, complete: what was to be shown, and the root under which every line of it can be proved. */
export interface NoticeList {
  readonly sheets: number;
  readonly lines: number;
  readonly amountFen: Fen;
  readonly root: string;
}

/** The days on which the list is up. It is passed once the city's date is after `until`. */
export interface NoticeDays {
  readonly from: Day;
  readonly until: Day;
}

/** One stretch of time in which the list was shown: business days, and the moments in technical time. */
export interface Showing {
  readonly from: Day;
  readonly fromAt: string;
  readonly until: Day | null;
  readonly untilAt: string | null;
}

/** Why a notice came down for good. */
export const NOTICE_ENDS = ['passed', 'batch-returned'] as const;
export type NoticeEnd = (typeof NOTICE_ENDS)[number];

interface Listed {
  readonly id: string;
  readonly city: CityCode;
  readonly batchId: string;
  readonly calculation: number;
  readonly programme: string;
  readonly period: Month;
  /** What the city shows, as it was set when the list was made. */
  readonly rule: NoticeRule;
  readonly list: NoticeList;
  /** The log of what was up from when until when, in its order. */
  readonly showings: readonly Showing[];
}

/** The public notice (公示) of one calculation of a batch. It is there once its list is complete. */
export type Notice =
  | (Listed & { readonly status: 'ready' })
  | (Listed & { readonly status: 'up'; readonly days: NoticeDays })
  | (Listed & { readonly status: 'suspended'; readonly reason: string })
  | (Listed & { readonly status: 'ended'; readonly end: NoticeEnd });
export type NoticeStatus = Notice['status'];

interface By {
  readonly actor: string;
  readonly on: Day;
  /** Technical time, RFC 3339. */
  readonly at: string;
}

export type NoticeCommand =
  | (By & { readonly kind: 'publish'; readonly days: NoticeDays })
  | (By & { readonly kind: 'suspend'; readonly reason: string })
  | (By & { readonly kind: 'resume'; readonly days: NoticeDays })
  | (By & { readonly kind: 'pass' })
  | (By & { readonly kind: 'withdraw' });

export type NoticeEvent =
  | (By & { readonly kind: 'published'; readonly days: NoticeDays })
  | (By & { readonly kind: 'resumed'; readonly days: NoticeDays })
  | (By & { readonly kind: 'suspended'; readonly reason: string })
  | (By & { readonly kind: 'ended'; readonly end: NoticeEnd });

/** Which statuses each command may find, and what it leads to. */
export const NOTICE_TRANSITIONS = {
  publish: { from: ['ready'], to: 'up' },
  suspend: { from: ['up'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'up' },
  pass: { from: ['up'], to: 'ended' },
  withdraw: { from: ['ready', 'up', 'suspended'], to: 'ended' },
} as const satisfies Record<NoticeCommand['kind'], { readonly from: readonly NoticeStatus[]; readonly to: NoticeStatus }>;

export const NOTICE_REFUSALS = ['notice.wrong-status', 'notice.running'] as const;
export type NoticeRefusalCode = (typeof NOTICE_REFUSALS)[number];

/** A notice's id: its batch, and which calculation of it. A batch that is calculated anew has another. */
export function noticeIdOf({ id, calculation }: { readonly id: string; readonly calculation: number }): string {
  return `${id}-n${calculation}`;
}

/** True where nothing but the date keeps the batch: the list was up for all of its days. */
export function isPassed(notice: Notice, today: Day): boolean {
  return notice.status === 'up' && today > notice.days.until;
}

export function decideNotice(command: NoticeCommand, notice: Notice): Result<NoticeEvent, Refusal<NoticeRefusalCode>> {
  const { from } = NOTICE_TRANSITIONS[command.kind];
  if (!(from as readonly NoticeStatus[]).includes(notice.status)) return refuse('notice.wrong-status', { command: command.kind, status: notice.status });
  switch (command.kind) {
    case 'publish': return ok({ ...command, kind: 'published' });
    case 'resume': return ok({ ...command, kind: 'resumed' });
    case 'suspend': return ok({ ...command, kind: 'suspended' });
    case 'pass':
      if (!isPassed(notice, command.on)) return refuse('notice.running', notice.status === 'up' ? { until: notice.days.until } : {});
      return ok({ ...command, kind: 'ended', end: 'passed' });
    case 'withdraw': return ok({ ...command, kind: 'ended', end: 'batch-returned' });
    default: return impossible(command);
  }
}

export function evolveNotice(notice: Notice, event: NoticeEvent): Notice {
  switch (event.kind) {
    case 'published':
    case 'resumed': return { ...listed(notice), status: 'up', days: event.days, showings: [...notice.showings, { from: event.on, fromAt: event.at, until: null, untilAt: null }] };
    case 'suspended': return { ...listed(notice), status: 'suspended', reason: event.reason, showings: closed(notice, event) };
    case 'ended': return { ...listed(notice), status: 'ended', end: event.end, showings: closed(notice, event) };
    default: return impossible(event);
  }
}

function listed({ id, city, batchId, calculation, programme, period, rule, list, showings }: Notice): Listed {
  return { id, city, batchId, calculation, programme, period, rule, list, showings };
}

/** What was still being shown is shown no longer. */
function closed({ showings }: Notice, { on, at }: By): readonly Showing[] {
  return showings.map((showing) => (showing.until === null ? { ...showing, until: on, untilAt: at } : showing));
}
