import { ok, refuse, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import type { WorkingCalendar } from '../calendar/working-day.js';
import { workingDaysAfter } from '../calendar/working-day.js';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { decideNotice, evolveNotice, type NoticeCommand } from './notice.js';
import { messagesOfNotice } from './notice.messages.js';
import type { KeptNotice, NoticeStore } from './notice.store.js';

export type NoticeOutcome = Result<KeptNotice, Refusal>;
type Unsigned<Command> = Command extends unknown ? Omit<Command, 'actor' | 'on' | 'at'> : never;

/** What persons and the system do to a notice whose list is made. */
export class NoticeService {
  constructor(private readonly notices: NoticeStore, private readonly changes: ChangeLog, private readonly calendar: WorkingCalendar) {}

  /** Takes a notice down for a time: what was to be seen cannot be, or must not. */
  suspend(by: By, id: string, version: number, reason: string): Promise<NoticeOutcome> {
    return this.act(by, id, version, { kind: 'suspend', reason });
  }

  /** Puts it up again. Its days are counted anew: the public had not all of them. */
  async resume(by: By, id: string, version: number): Promise<NoticeOutcome> {
    const found = await this.notices.load(id);
    if (found?.notice.city !== by.city) return refuse('notice.unknown');
    const until = workingDaysAfter(this.calendar, by.on, found.notice.rule.workingDays);
    return until.ok ? this.act(by, id, version, { kind: 'resume', days: { from: by.on, until: until.value } }) : until;
  }

  /** Carries a command out within the write of whoever brings it along; on whichever version is there. */
  async within(transaction: Transaction, by: By, id: string, command: Unsigned<NoticeCommand>, version: number | null = null): Promise<NoticeOutcome> {
    const found = await this.notices.load(id, transaction);
    if (found?.notice.city !== by.city) return refuse('notice.unknown');
    if (version !== null && version !== found.version) return refuse('precondition.failed');
    const decided = decideNotice({ ...command, actor: by.actor, on: by.on, at: this.changes.now().toISOString() }, found.notice);
    if (!decided.ok) return decided;
    const notice = evolveNotice(found.notice, decided.value);
    const saved = await this.notices.save(notice, found.version, transaction);
    if (!saved.ok) return saved;
    const events = messagesOfNotice(found.notice, notice, saved.value, decided.value);
    await this.changes.record({ city: by.city, actor: by.actor, kind: `notice.${decided.value.kind}`, object: id, source: by.source, details: { root: notice.list.root }, events }, transaction);
    return ok({ notice, version: saved.value });
  }

  private act(by: By, id: string, version: number, command: Unsigned<NoticeCommand>): Promise<NoticeOutcome> {
    return this.changes.inOneWrite((transaction) => this.within(transaction, by, id, command, version));
  }
}
