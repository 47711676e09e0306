import type { Day, Fen, Period, PersonToken } from '@gongjiang/kernel';
import { reasonsOf } from '../held-line/held-line.wording.js';
import { csvRow } from '../shared/csv.row.js';
import type { PayeeMessage, PayeeMessageKind } from './payee-message.js';
import { payeeTextOf, SENTENCES, type Words } from './payee-message.text.js';

/** What fills a sentence for one payee. */
type Row = readonly [id: string, person: PersonToken, kind: PayeeMessageKind, name: string, entitlement: number, period: Period, amountFen: Fen, on: Day | null, codes: readonly string[]];

/**
 * A file of messages as it is kept: the words of its day once, and what fills them for each payee. It is put into words
 * when it is fetched, and then always into the same: written out, each line would be kept with two sentences around it.
 */
export interface MessageSheet {
  readonly sentences: Readonly<Record<PayeeMessageKind, Words>>;
  readonly howToObject: Words;
  readonly titles: readonly Words[];
  readonly reasons: Readonly<Record<string, Words>>;
  readonly rows: readonly Row[];
}

/** Where the words of a sheet come from. */
export interface SheetWords {
  readonly howToObject: Words;
  titleOf(entitlement: string): Words;
  nameOf(person: PersonToken): string;
}

const COLUMNS = ['message', 'person', 'kind', 'zh', 'en'] as const;

export function sheetOf(messages: readonly PayeeMessage[], words: SheetWords): MessageSheet {
  const places = new Map<string, number>();
  const reasons: Record<string, Words> = {};
  const rows = messages.map(({ id, person, kind, entitlement, period, amountFen, on, codes }): Row => {
    if (!places.has(entitlement)) places.set(entitlement, places.size);
    for (const { code, zh, en } of reasonsOf(codes)) reasons[code] ??= { zh, en };
    return [id, person, kind, words.nameOf(person), places.get(entitlement) ?? 0, period, amountFen, on, codes];
  });
  return { sentences: SENTENCES, howToObject: words.howToObject, titles: [...places.keys()].map((entitlement) => words.titleOf(entitlement)), reasons, rows };
}

/** The ids of the messages in it. */
export function idsOf({ rows }: MessageSheet): readonly string[] {
  return rows.map(([id]) => id);
}

/** The file that a gateway fetches: who is told what, in both languages. */
export function fileOf({ sentences, howToObject, titles, reasons, rows }: MessageSheet): string {
  const told = rows.map(([id, person, kind, name, title, period, amountFen, on, codes]) => {
    const facts = { name, title: titles[title] ?? NO_WORDS, reasons: codes.map((code) => reasons[code] ?? NO_WORDS), sentence: sentences[kind], howToObject };
    const { zh, en } = payeeTextOf({ kind, entitlement: '', period, amountFen, on, codes: [] }, facts);
    return csvRow([id, person, kind, zh, en]);
  });
  return [csvRow(COLUMNS), ...told].join('');
}

const NO_WORDS: Words = { zh: '', en: '' };
