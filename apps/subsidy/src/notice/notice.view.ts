import { isMonth } from '@gongjiang/kernel';
import { z } from 'zod';
import type { NoticeStore, KeptNotice } from './notice.store.js';
import { NOTICE_ENDS, type Notice } from './notice.js';
import { proofOfLine, type LineProof } from './notice.proof.js';
import type { NoticeLine } from './notice.sheet.js';

const sha256 = z.string().length(64);
const days = z.object({ from: z.string(), until: z.string() });

/** A line of the list, with its number in it. */
export const shownLineSchema = z.object({
  number: z.int(), name: z.string(), identityNumber: z.string().nullable(), entitlement: z.string(), period: z.string(), amountFen: z.int(), district: z.string().nullable(), employer: z.string().nullable(),
});
export type ShownLine = z.infer<typeof shownLineSchema>;

/** A notice as the public sees it. */
export const publicNoticeSchema = z.object({
  id: z.string(), city: z.string(), programme: z.string(), period: z.string().refine(isMonth), lines: z.int(), amountFen: z.int(), root: sha256, from: z.string(), until: z.string(),
});
export type PublicNotice = z.infer<typeof publicNoticeSchema>;

/** A notice as those see it who answer for it: with the log of what was up when. */
export const shownNoticeSchema = z.object({
  id: z.string(), batchId: z.string(), calculation: z.int(), programme: z.string(), period: z.string(), status: z.enum(['ready', 'up', 'suspended', 'ended']), version: z.int(),
  sheets: z.int(), lines: z.int(), amountFen: z.int(), root: sha256, days: days.nullable(), end: z.enum(NOTICE_ENDS).nullable(), reason: z.string().nullable(),
  showings: z.array(z.object({ from: z.string(), fromAt: z.string(), until: z.string().nullable(), untilAt: z.string().nullable() })),
});
export type ShownNotice = z.infer<typeof shownNoticeSchema>;

const step = z.object({ side: z.enum(['left', 'right']), hash: sha256 });
const provedLine = shownLineSchema.omit({ number: true }).extend({ place: z.int() });
export const lineProofSchema = z.object({
  noticeId: z.string(), number: z.int(), line: provedLine, toSheet: z.array(step), sheet: z.object({ first: z.int(), lines: z.int(), root: sha256 }), toNotice: z.array(step), root: sha256,
});

export function publicNotice(notice: Extract<Notice, { status: 'up' }>): PublicNotice {
  const { id, city, programme, period, list, days: { from, until } } = notice;
  return { id, city, programme, period, lines: list.lines, amountFen: list.amountFen, root: list.root, from, until };
}

export function shownNotice({ notice, version }: KeptNotice): ShownNotice {
  const { id, batchId, calculation, programme, period, status, list, showings } = notice;
  return {
    id, batchId, calculation, programme, period, status, version, ...list,
    days: notice.status === 'up' ? notice.days : null, end: notice.status === 'ended' ? notice.end : null, reason: notice.status === 'suspended' ? notice.reason : null,
    showings: [...showings],
  };
}

/** Lines of the list behind the one with this number, at most so many. */
export async function linesAfter(notices: NoticeStore, noticeId: string, number: number, limit: number): Promise<readonly ShownLine[]> {
  const lines: ShownLine[] = [];
  for await (const { sheet, lines: found } of notices.from(noticeId, number + 1)) {
    lines.push(...found.map((line) => shownLine(line, sheet.first)).filter((line) => line.number > number));
    if (lines.length >= limit) break;
  }
  return lines.slice(0, limit);
}

/** The way from a line to the root of its notice; undefined where what is kept does not lead there. */
export async function proofOf(notices: NoticeStore, notice: Notice, number: number): Promise<LineProof | undefined> {
  for await (const { lines } of notices.from(notice.id, number)) {
    return proofOfLine({ noticeId: notice.id, number, root: notice.list.root, sheets: await notices.placed(notice.id), lines });
  }
  return undefined;
}

function shownLine({ place, ...shown }: NoticeLine, first: number): ShownLine {
  return { number: first + place - 1, ...shown };
}
