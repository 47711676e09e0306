import type { Day } from '@gongjiang/kernel';
import type { PackSet } from '@gongjiang/policy';
import { batchOfChunk } from '../batch/batch.range.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { CityStore } from '../city/city.store.js';
import type { ClawbackStore, KeptClawback } from '../clawback/clawback.store.js';
import { shownClawback } from '../clawback/clawback.view.js';
import type { Item } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { noticeIdOf, type Notice } from '../notice/notice.js';
import type { NoticeStore } from '../notice/notice.store.js';
import type { PersonStore } from '../person/person.store.js';
import { aboutDue, type OwnClawback, type OwnNotice, type Words } from './citizen.shown.js';
import type { Citizen } from './citizen.view.js';
import { CLAWBACK_WORDS } from './citizen.wording.js';

export interface CitizenMatterPorts {
  readonly items: ItemStore;
  readonly batches: BatchStore;
  readonly notices: NoticeStore;
  readonly clawbackCases: ClawbackStore;
  readonly persons: PersonStore;
  readonly cities: CityStore;
  readonly packs: PackSet;
}

/** Eighty years of monthly payments: whoever has more is not one person. */
const MOST_LINES = 1_000;
/** Nobody's claims back are more; a list that is longer is an officer's matter. */
const MOST_CASES = 100;

/** What a citizen asks beside claims and payments: who one is here, the public lists that one stands in, what is claimed back. */
export class CitizenMatters {
  constructor(private readonly ports: CitizenMatterPorts) {}

  howToObject({ city }: Citizen): Words {
    return this.ports.cities.get(city).payeeMessages.howToObject;
  }

  async profile({ city, person }: Citizen): Promise<{ name: string; identityNumber: string; bankAccount: string } | null> {
    const known = await this.ports.persons.masked(city, person);
    return known ? { name: known.name, identityNumber: known.identityNumber, bankAccount: known.bankAccount } : null;
  }

  /** The notices that are up and show the person, with the numbers of the lines: whoever objects must name one. */
  async notices(citizen: Citizen): Promise<readonly OwnNotice[]> {
    const items = await this.ports.items.ofPayee({ ...citizen, after: null, limit: MOST_LINES });
    const open = items.filter(({ state }) => state === 'due' || state === 'withheld');
    const notices = await Promise.all([...new Set(open.map(({ chunkId }) => batchOfChunk(chunkId)))].map((batchId) => this.noticeOf(citizen, batchId)));
    return Promise.all(notices.flatMap((notice) => (notice ? [this.shownNotice(citizen, notice, open)] : [])));
  }

  /** Cases that the person was told of: before that nobody has said that anything is claimed back. */
  async clawbacks({ city, person }: Citizen, today: Day): Promise<readonly OwnClawback[]> {
    const kept = await this.ports.clawbackCases.page(city, { waiting: null, person, overdueOn: null, after: null, limit: MOST_CASES });
    return kept.filter(({ changes }) => changes.some(({ kind }) => kind === 'notified')).map((one) => this.shownCase(one, today));
  }

  private async noticeOf({ city }: Citizen, batchId: string): Promise<Extract<Notice, { status: 'up' }> | undefined> {
    const batch = await this.ports.batches.load(city, batchId);
    const kept = batch && (await this.ports.notices.load(noticeIdOf(batch.batch)));
    return kept?.notice.status === 'up' ? kept.notice : undefined;
  }

  private async shownNotice(citizen: Citizen, notice: Extract<Notice, { status: 'up' }>, items: readonly Item[]): Promise<OwnNotice> {
    const own = items.filter(({ chunkId }) => batchOfChunk(chunkId) === notice.batchId);
    const sheets = await Promise.all([...new Set(own.map(({ chunkId }) => chunkId))].map((chunkId) => this.ports.notices.ofChunk(chunkId)));
    const lines = sheets.flatMap((found) => (found?.itemIds ?? []).flatMap((ids, at) => {
      const item = own.find(({ id }) => ids.includes(id));
      const line = found?.lines[at];
      return item && line && found ? [{ number: found.sheet.first + at, ...aboutDue(this.ports.packs, item.due), amountFen: line.amountFen }] : [];
    }));
    return { id: notice.id, period: notice.period, from: notice.days.from, until: notice.days.until, lines, howToObject: this.howToObject(citizen) };
  }

  private shownCase(kept: KeptClawback, today: Day): OwnClawback {
    const { id, status, amountFen, demandedFen, money, waitingFor, until, instalments } = shownClawback(kept, today);
    return { id, ...aboutDue(this.ports.packs, kept.clawback.due), status, amountFen, demandedFen, openFen: money?.openFen ?? null, until, whatYouCanDo: waitingFor ? CLAWBACK_WORDS[waitingFor] : null, instalments };
  }
}
