import { groupBy, ok, refuse, yearOf, type CityCode, type Result } from '@gongjiang/kernel';
import type { LedgerStore } from '@gongjiang/ledger';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import type { BatchStore, KeptBatch } from '../batch/batch.store.js';
import type { CityStore } from '../city/city.store.js';
import type { FundStore } from '../fund/fund.store.js';
import type { Fund } from '../fund/fund.js';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { linesOf } from './voucher.lines.js';
import type { Told, VoucherStore } from './voucher.store.js';
import { batchSubject, SubjectsOfNoBatch, type Subject } from './voucher.subject.js';
import { voucherIdOf, type Voucher } from './voucher.js';

export interface VoucherPorts {
  readonly vouchers: VoucherStore;
  readonly ledger: LedgerStore;
  readonly batches: BatchStore;
  readonly funds: FundStore;
  readonly cities: CityStore;
  readonly packs: PackSet;
}
/** Vouchers made in one go; what is left is made by the next. */
const MAX_VOUCHERS_AT_ONCE = 2_000;
const BATCHES_A_PAGE = 100;
const NOTHING_TOLD: Told = { parts: 0, balances: new Map() };

/** Makes vouchers of what the books say and no voucher has told yet. */
export class VoucherService {
  constructor(private readonly ports: VoucherPorts, private readonly log: ChangeLog) {}

  /** Makes every voucher that is due, in the order of their days; answers how many. Twice at once makes each one once. */
  async make(by: By): Promise<Result<{ readonly made: number; readonly left: number }>> {
    if (!this.ports.cities.find(by.city)) return refuse('city.unknown', { city: by.city });
    const [told, funds, subjects] = [await this.ports.vouchers.told(by.city), await this.ports.funds.ofCity(by.city), await this.subjects(by.city)];
    const due = subjects.flatMap((subject) => {
      const known = told.get(`${subject.kind}/${subject.id}`) ?? NOTHING_TOLD;
      const lines = this.linesOf(by.city, subject, known, funds);
      return lines.length === 0 ? [] : [{ subject, part: known.parts + 1, lines }];
    }).sort((left, right) => (left.subject.on < right.subject.on ? -1 : left.subject.on > right.subject.on ? 1 : left.subject.id < right.subject.id ? -1 : 1));
    let made = 0;
    for (const one of due.slice(0, MAX_VOUCHERS_AT_ONCE)) if (await this.keep(by, one)) made += 1;
    return ok({ made, left: Math.max(0, due.length - MAX_VOUCHERS_AT_ONCE) });
  }

  /** What follows a subject's first voucher is of the day on which it is made: its own day's books may be handed in already. */
  private async keep(by: By, { subject, part, lines }: { readonly subject: Subject; readonly part: number; readonly lines: Voucher['lines'] }): Promise<boolean> {
    const businessDate = part === 1 ? subject.on : by.on;
    const year = yearOf(businessDate);
    const { encoding } = this.ports.cities.get(by.city).vouchers;
    const kept = await this.log.inOneWrite(async (transaction) => {
      const number = await this.ports.vouchers.nextNumber(by.city, year, transaction);
      const voucher: Voucher = { id: voucherIdOf(by.city, year, number), city: by.city, year, number, kind: subject.kind, subject: subject.id, part, businessDate, lines, format: { layout: 1, encoding } };
      if (!(await this.ports.vouchers.keep(voucher, transaction))) return refuse('voucher.made-already');
      await this.log.record({ city: by.city, actor: by.actor, kind: 'voucher.made', object: voucher.id, source: by.source, events: [] }, transaction);
      return ok(voucher);
    });
    return kept.ok;
  }

  private async subjects(city: CityCode): Promise<readonly Subject[]> {
    const byBatch = groupBy(await this.ports.ledger.sums(city), ({ batchId }) => batchId);
    const closed: Subject[] = [];
    for await (const { batch, changes } of this.batchesOf(city)) {
      const on = changes.findLast(({ kind }) => kind === 'closed')?.on;
      if (batch.status === 'closed' && on) closed.push(batchSubject(batch, on, byBatch.get(batch.id) ?? []));
    }
    const others = new SubjectsOfNoBatch();
    for await (const posting of this.ports.ledger.ofNoBatch(city)) others.add(posting);
    return [...closed, ...others.all()];
  }

  private async *batchesOf(city: CityCode): AsyncIterable<KeptBatch> {
    for (let after: string | null = null; ;) {
      const page = await this.ports.batches.ofCity(city, { after, limit: BATCHES_A_PAGE });
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < BATCHES_A_PAGE) return;
      after = last.batch.id;
    }
  }

  private linesOf(city: CityCode, subject: Subject, known: Told, funds: readonly Fund[]): Voucher['lines'] {
    const clauseOf = (entitlement: string): string => describeEntitlement(this.ports.packs, entitlement)?.clause ?? '';
    return linesOf(subject.balances, known.balances, { settings: this.ports.cities.get(city).vouchers, clauseOf, funds, batchId: subject.batchId });
  }
}
