import { addFen, groupBy, merkleRoot, ZERO_FEN, type Fen, type Period } from '@gongjiang/kernel';
import type { NoticeRule } from './notice.rule.js';
import { dueKey } from '../item/item.js';
import type { OwedItem } from '../item/item.store.js';
import type { MaskedFace } from '../person/person.store.js';

/** A line as the public sees it: nothing in it leads to a token, a certificate or an item. */
export interface NoticeLine {
  /** Its place on its sheet, from 1. */
  readonly place: number;
  readonly name: string;
  /** Hidden but for as many characters as the city shows; null where it shows none. */
  readonly identityNumber: string | null;
  readonly entitlement: string;
  readonly period: Period;
  readonly amountFen: Fen;
  readonly district: string | null;
  readonly employer: string | null;
}

/** The lines of one chunk, in an order of their own: kept once, and never changed. */
export interface Sheet {
  readonly noticeId: string;
  readonly chunkId: string;
  readonly lines: readonly NoticeLine[];
  /** The items behind each line, in the same order: for who must find what somebody objects to, and never shown. */
  readonly itemIds: readonly (readonly string[])[];
  readonly amountFen: Fen;
  readonly root: string;
}

/** Gives text a place that tells nothing of it to whoever lacks the key. */
export type SecretOrder = (text: string) => string;

export interface SheetInput {
  readonly noticeId: string;
  readonly chunkId: string;
  readonly items: readonly OwedItem[];
  readonly faceOf: (item: OwedItem) => MaskedFace;
  readonly rule: NoticeRule;
  readonly order: SecretOrder;
}

/**
 * Makes the sheet of a chunk: a line for each due that gets money. The order is another in each notice, so that a line's
 * place does not tell the same person from month to month. Same input, same bytes.
 */
export function sheetOf({ noticeId, chunkId, items, faceOf, rule, order }: SheetInput): Sheet {
  const dues = [...groupBy(items.filter(isShown), (item) => dueKey(item.due))].map(([key, own]) => ({ at: order(`${noticeId}|${key}`), own }));
  dues.sort((left, right) => (left.at < right.at ? -1 : 1));
  const lines = dues.map(({ own }, index) => lineOf(own, index + 1, faceOf(own[0] as OwedItem), rule));
  return {
    noticeId, chunkId, lines,
    itemIds: dues.map(({ own }) => own.map((item) => item.id)),
    amountFen: sumOf(lines),
    root: merkleRoot(lines.map(leafOfLine)),
  };
}

/** The text of a line that its sheet's root is computed over: canonical JSON, whose keys stand here in their order. Half of a list's time would go by if each line were sorted anew. */
export function leafOfLine({ amountFen, district, employer, entitlement, identityNumber, name, period, place }: NoticeLine): string {
  return JSON.stringify({ amountFen, district, employer, entitlement, identityNumber, name, period, place });
}

/** A claim back is between the city and the person: what is owed is not for the public. */
function isShown(item: OwedItem): boolean {
  return item.amountFen > 0;
}

function lineOf(items: readonly OwedItem[], place: number, face: MaskedFace, rule: NoticeRule): NoticeLine {
  const { due } = items[0] as OwedItem;
  return {
    place,
    name: face.name,
    identityNumber: tailOf(face.identityNumber, rule.identityCharacters),
    entitlement: due.entitlement,
    period: due.period,
    amountFen: sumOf(items),
    district: rule.shows.includes('district') ? face.district : null,
    employer: rule.shows.includes('employer') ? face.employer : null,
  };
}

/** Of the masked number the last characters alone: the region at its front would say more than the city wants said. */
function tailOf(masked: string, characters: number): string | null {
  return characters === 0 ? null : '*'.repeat(Math.max(0, masked.length - characters)) + masked.slice(-characters);
}

function sumOf(amounts: readonly { readonly amountFen: Fen }[]): Fen {
  return amounts.reduce<Fen>((total, { amountFen }) => addFen(total, amountFen), ZERO_FEN);
}
