import type { PersonToken, CityCode } from '@gongjiang/kernel';
import { explain, type PackSet } from '@gongjiang/policy';
import type { BatchStatus } from '../batch/batch.js';
import { batchOfChunk } from '../batch/batch.range.js';
import type { BatchStore } from '../batch/batch.store.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { standingOf, type ClaimOutcome, type DecidedClaim } from '../claim/claim.js';
import type { ClaimStore } from '../claim/claim.store.js';
import { reasonsOf } from '../held-line/held-line.wording.js';
import type { HeldLineStore } from '../held-line/held-line.store.js';
import type { Item } from '../item/item.js';
import { receiptOfItem } from '../item/item.receipt.js';
import type { ItemStore } from '../item/item.store.js';
import { payeePrefix, type OfPayee } from '../shared/payee-range.js';
import { stageOf } from './citizen.js';
import { aboutDue, type OwnClaim, type OwnHeld, type OwnPayment, type WholeOwnClaim, type Words } from './citizen.shown.js';
import { OUTCOME_WORDS, STAGE_WORDS } from './citizen.wording.js';

export interface CitizenPorts {
  readonly claims: ClaimStore;
  readonly items: ItemStore;
  readonly heldLines: HeldLineStore;
  readonly batches: BatchStore;
  readonly chunks: ChunkStore;
  readonly packs: PackSet;
}

/** Whose matters are asked for. */
export interface Citizen {
  readonly city: CityCode;
  readonly person: PersonToken;
}

/** A row, and its place in the list: with rows that are not shown yet a page can have fewer than were asked for. */
export interface Placed<Row> {
  readonly place: string;
  readonly row: Row | undefined;
}

/** What a citizen asks of claims and payments. Each answer is one range of keys, all of which begin with city and person. */
export class CitizenView {
  constructor(private readonly ports: CitizenPorts) {}

  async claims(of: OfPayee): Promise<readonly Placed<OwnClaim>[]> {
    return (await this.ports.claims.ofPayee(of)).map((claim) => ({ place: claim.id, row: this.shownClaim(of, claim) }));
  }

  async claim(citizen: Citizen, place: string): Promise<WholeOwnClaim | undefined> {
    const claim = await this.ports.claims.ofCity(citizen.city, place);
    if (!claim) return undefined;
    const receipt = await this.ports.claims.receipt(citizen.city, place);
    const first = { ...shownOutcome(claim), from: claim.period, because: null };
    const later = claim.corrections.map((correction) => ({ ...shownOutcome(correction), from: correction.from, because: correction.reason }));
    return { ...this.shownClaim(citizen, claim), decisions: [first, ...later], explanation: receipt ? this.inWords(receipt.json) : null };
  }

  async payments(of: OfPayee): Promise<readonly Placed<OwnPayment>[]> {
    const items = await this.ports.items.ofPayee(of);
    const statuses = await this.statusesOf(of.city, items.filter(({ state }) => state === 'due'));
    return items.map((item) => ({ place: item.id, row: this.shownPayment(of, item, statuses.get(batchOfChunk(item.chunkId))) }));
  }

  /** Why this amount, in words; undefined where there is no such line, or it was paid before there were receipts. */
  async explanation(citizen: Citizen, place: string): Promise<Words | undefined> {
    const item = await this.ports.items.find(citizen.city, place);
    const statuses = await this.statusesOf(citizen.city, item ? [item] : []);
    if (!item || !this.shownPayment(citizen, item, statuses.get(batchOfChunk(item.chunkId)))) return undefined;
    const receipt = await receiptOfItem(this.ports, item);
    return receipt ? this.inWords(receipt.json) ?? undefined : undefined;
  }

  async held(of: OfPayee): Promise<readonly Placed<OwnHeld>[]> {
    const lines = await this.ports.heldLines.ofPayee(of);
    const [statuses, paid] = await Promise.all([this.statusesOf(of.city, lines), this.ports.items.known(lines.map(({ id, batchId }) => `${id.slice(0, -batchId.length)}r0`))]);
    return lines.map(({ id, due, batchId, codes }) => ({
      place: id,
      row: stageOf('due', statuses.get(batchId)) && { id: id.slice(payeePrefix(of).length), ...aboutDue(this.ports.packs, due), batch: batchId, reasons: [...reasonsOf(codes)], resolved: paid.has(`${id.slice(0, -batchId.length)}r0`) },
    }));
  }

  async statusesOf(city: CityCode, lines: readonly { readonly chunkId: string }[]): Promise<ReadonlyMap<string, BatchStatus>> {
    const ids = [...new Set(lines.map(({ chunkId }) => batchOfChunk(chunkId)))];
    const loaded = await Promise.all(ids.map((id) => this.ports.batches.load(city, id)));
    return new Map(loaded.flatMap((kept) => (kept ? [[kept.batch.id, kept.batch.status] as const] : [])));
  }

  private shownClaim(citizen: Citizen, claim: DecidedClaim): OwnClaim {
    return { id: claim.id.slice(payeePrefix(citizen).length), ...aboutDue(this.ports.packs, claim), ...shownOutcome(standingOf(claim)), corrections: claim.corrections.length };
  }

  private shownPayment(citizen: Citizen, item: Item, batch: BatchStatus | undefined): OwnPayment | undefined {
    const stage = stageOf(item.state, batch);
    return stage && {
      id: item.id.slice(payeePrefix(citizen).length), ...aboutDue(this.ports.packs, item.due), amountFen: item.amountFen, clause: item.clause, stage, says: STAGE_WORDS[stage],
      paidOn: item.bookedOn, returnedOn: item.returnedOn, hasExplanation: item.state !== 'taken-over',
    };
  }

  private inWords(receipt: string): Words | null {
    const [zh, en] = [explain(this.ports.packs, receipt, 'zh'), explain(this.ports.packs, receipt, 'en')];
    return zh.ok && en.ok ? { zh: zh.value, en: en.value } : null;
  }
}

function shownOutcome({ outcome, codes }: ClaimOutcome) {
  return { outcome, says: OUTCOME_WORDS[outcome], reasons: [...reasonsOf(codes)] };
}
