import { describe, expect, it } from '@jest/globals';
import { addDays } from '@gongjiang/kernel';
import fc from 'fast-check';
import { DAYS, noticeAfter, noticeCommand, readyNotice } from './notice.builders.js';
import { decideNotice, evolveNotice, isPassed, NOTICE_TRANSITIONS, type Notice, type NoticeCommand, type NoticeStatus } from './notice.js';

const KINDS = Object.keys(NOTICE_TRANSITIONS) as readonly NoticeCommand['kind'][];
const AFTER = addDays(DAYS.until, 1);
const command = (kind: NoticeCommand['kind']): NoticeCommand => noticeCommand(kind, kind === 'pass' ? AFTER : DAYS.from);
const IN: Readonly<Record<NoticeStatus, Notice>> = {
  ready: readyNotice(),
  up: noticeAfter(readyNotice(), command('publish')),
  suspended: noticeAfter(readyNotice(), command('publish'), command('suspend')),
  ended: noticeAfter(readyNotice(), command('publish'), command('pass')),
};

describe('a notice', () => {
  it.each(KINDS.flatMap((kind) => (Object.keys(IN) as NoticeStatus[]).map((status) => [kind, status] as const)))('%s while it is %s: as the table says', (kind, status) => {
    const decided = decideNotice(command(kind), IN[status]);
    const { from, to } = NOTICE_TRANSITIONS[kind];
    if ((from as readonly NoticeStatus[]).includes(status)) expect(decided.ok && evolveNotice(IN[status], decided.value).status).toBe(to);
    else expect(decided).toMatchObject({ ok: false, refusal: { code: 'notice.wrong-status' } });
  });

  it.each([[DAYS.from, false], [DAYS.until, false], [AFTER, true]])('has passed on %s: %s', (on, passed) => {
    expect(isPassed(IN.up, on)).toBe(passed);
    expect(decideNotice(noticeCommand('pass', on), IN.up).ok).toBe(passed);
  });

  it('that is interrupted never passes until it is up again', () => {
    expect(isPassed(IN.suspended, AFTER)).toBe(false);
  });

  it('says from when until when its list was up, and again', () => {
    const again = { ...noticeCommand('resume', addDays(DAYS.from, 3)), at: '2026-11-05T01:00:00.000Z' } as NoticeCommand;
    const stopped = { ...noticeCommand('suspend', addDays(DAYS.from, 1)), at: '2026-11-03T01:00:00.000Z' } as NoticeCommand;
    expect(noticeAfter(readyNotice(), command('publish'), stopped, again).showings).toEqual([
      { from: '2026-11-02', fromAt: '2026-11-02T01:02:03.000Z', until: '2026-11-03', untilAt: '2026-11-03T01:00:00.000Z' },
      { from: '2026-11-05', fromAt: '2026-11-05T01:00:00.000Z', until: null, untilAt: null },
    ]);
  });

  it('shows its list in one stretch at a time, keeps the log, and never changes the list, whatever is asked', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...KINDS), fc.integer({ min: -1, max: 2 })), { maxLength: 20 }), (asked) => {
      let notice = readyNotice();
      for (const [kind, days] of asked) {
        const decided = decideNotice(noticeCommand(kind, addDays(DAYS.until, days)), notice);
        const after = decided.ok ? evolveNotice(notice, decided.value) : notice;
        expect(after.list).toEqual(notice.list);
        expect(after.showings.filter(({ until }) => until === null)).toHaveLength(after.status === 'up' ? 1 : 0);
        expect(after.showings.length).toBeGreaterThanOrEqual(notice.showings.length);
        expect(after.showings.slice(0, notice.showings.length).map(({ fromAt }) => fromAt)).toEqual(notice.showings.map(({ fromAt }) => fromAt));
        if (notice.status === 'ended') expect(after).toBe(notice);
        notice = after;
      }
    }));
  });
});
