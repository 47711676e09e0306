import { addFen, fen, ZERO_FEN } from '@gongjiang/kernel';
import type { BankOf } from '../bank/bank.js';
import type { CityStore } from '../city/city.store.js';
import type { ControlStore } from '../disbursement-control/control.store.js';
import { endToEndIdOf } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { isForTheBank } from '../payment/payment-message.js';
import type { BankKnowledge } from './bank.knowledge.js';
import { isListed, listedBehind, type AskedChunk, type Restore } from './restore.js';
import type { RestoreGuard } from './restore.guard.js';
import type { RestoreStore } from './restore.store.js';

export interface ProcedurePorts {
  readonly restores: RestoreStore;
  readonly restoreGuard: RestoreGuard;
  readonly controls: ControlStore;
  readonly cities: CityStore;
  readonly bankOf: BankOf;
  readonly knowledge: BankKnowledge;
  readonly items: ItemStore;
}

/** The steps, each of which may be the last before a crash: each is safe to run again. */
export const PROCEDURE_STEPS = ['keep-bookings', 'note-listed', 'ask-bank', 'keep-asked'] as const;
export type ProcedureStepRunner = <T>(step: (typeof PROCEDURE_STEPS)[number], run: () => Promise<T>) => Promise<T>;

/** Done at one look, so that the loop that looks has time for the rest: pages of statements, and chunks. */
const PAGES_A_LOOK = 20;
const CHUNKS_A_LOOK = 20;

/** Asks the bank what it has to be asked while payments are locked: its books since the backup, then every line that would be sent. */
export class RestoreProcedure {
  constructor(private readonly ports: ProcedurePorts, private readonly step: ProcedureStepRunner = (_step, run) => run()) {}

  /** A part of it in every city that is locked; a bank that is silent keeps its own city only. */
  async look(): Promise<void> {
    const errors: unknown[] = [];
    for (const { code } of this.ports.cities.all()) {
      const { control } = await this.ports.controls.find(code, { kind: 'restore' });
      const restore = control.status === 'running' ? undefined : await this.ports.restores.find(code);
      if (restore) await this.ask(restore).catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'a bank that must be asked gave no answer');
  }

  private async ask(restore: Restore): Promise<void> {
    if (!isListed(restore)) return this.list(restore);
    for (const chunkId of (await this.ports.restoreGuard.leftToAsk(restore)).slice(0, CHUNKS_A_LOOK)) {
      const asked = await this.step('ask-bank', () => this.askAbout(restore, chunkId));
      await this.step('keep-asked', () => this.ports.restores.keepAsked(restore, asked));
    }
  }

  /** Lists what the bank has booked; a day that it has not closed is waited for, since more may be booked on it. */
  private async list(restore: Restore): Promise<void> {
    const { restores, bankOf, cities } = this.ports;
    let { listing } = restore;
    for (let pages = 0; pages < PAGES_A_LOOK && !isListed({ ...restore, listing }); pages += 1) {
      const page = await bankOf(restore.city).statement(cities.get(restore.city).debtorAccount, listing.nextDay, listing.cursor);
      if (page.status !== 'closed') return;
      const bookings = page.entries.flatMap((entry) => (entry.kind === 'debit' ? [entry] : []));
      await this.step('keep-bookings', () => restores.keepBookings(restore.city, bookings.map(({ entryReference, endToEndId, bankReference, amountFen }) => ({ entryReference, endToEndId, bankReference, amountFen }))));
      listing = listedBehind(listing, page.nextCursor);
      const behind = listing;
      await this.step('note-listed', () => restores.listed(restore, behind));
    }
  }

  private async askAbout({ city }: Restore, chunkId: string): Promise<AskedChunk> {
    const lines = (await this.ports.items.ofChunk(chunkId)).filter(isForTheBank);
    const known = await this.ports.knowledge.of(city, lines.map(endToEndIdOf));
    const paid = lines.filter((line) => known.get(endToEndIdOf(line))?.status === 'accepted');
    return { chunkId, lines: lines.length, knownLines: paid.length, knownFen: paid.reduce((sum, { amountFen }) => addFen(sum, fen(amountFen)), ZERO_FEN) };
  }
}
