import { groupBy, monthOf, type CityCode, type Day, type Month, type PersonToken } from '@gongjiang/kernel';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import type { PersonTokenizer } from '@gongjiang/security';
import { payeeTokenOf } from '../claim/claim.payee.js';
import type { RosterKind, RowsTaken } from '../import/roster.import.js';
import type { RosterRow, RowProblem } from '../import/roster.js';
import { rowProblems } from '../import/roster.problems.js';
import { dueKey, itemId } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { pick } from '../person/person.roster.js';
import type { PersonStore } from '../person/person.store.js';
import { duesOfRow, TAKEOVER_COLUMNS, takeoverRowSchema, type TakeoverRow } from './takeover.row.js';
import { takeoverIdOf, type TakenOverDue } from './takeover.js';
import type { TakeoverStore } from './takeover.store.js';

export interface TakeoverRosterParts {
  readonly city: CityCode;
  readonly takeovers: TakeoverStore;
  readonly items: Pick<ItemStore, 'known'>;
  readonly persons: Pick<PersonStore, 'facts'>;
  readonly packs: PackSet;
  readonly tokenizer: PersonTokenizer;
  readonly actor: string;
  /** The city's business date: nothing later can have been paid. */
  readonly today: Day;
}

type LaidDue = Omit<TakenOverDue, 'isLeftOut'>;
interface ReadRow {
  readonly line: number;
  readonly row: TakeoverRow;
  readonly payee: PersonToken;
}

export const TAKEOVER_ROSTER = 'takeover';

/** The roster of what was paid before the platform: it lays a takeover down, which counts for nothing until it is accepted. */
export function takeoverRoster(parts: TakeoverRosterParts): RosterKind {
  return {
    name: TAKEOVER_ROSTER,
    columns: TAKEOVER_COLUMNS,
    async take(rows: readonly RosterRow[], source: string): Promise<RowsTaken> {
      const problems: RowProblem[] = [];
      const read = rows.flatMap((row) => readRow(parts, row, problems));
      const dues = await duesOf(parts, read, problems);
      const id = takeoverIdOf(parts.city, source);
      const good = await withoutKnown(parts, id, dues, problems);
      await parts.takeovers.receive({ id, city: parts.city, file: source }, parts.actor);
      await parts.takeovers.lay(id, good);
      return { taken: new Set(good.map(({ line }) => line)).size, unchanged: 0, problems };
    },
  };
}

function readRow({ city, tokenizer }: TakeoverRosterParts, { line, cells }: RosterRow, problems: RowProblem[]): readonly ReadRow[] {
  const parsed = takeoverRowSchema.safeParse(pick(cells, TAKEOVER_COLUMNS));
  if (parsed.success) return [{ line, row: parsed.data, payee: payeeTokenOf(tokenizer, city, parsed.data.identityNumber) }];
  problems.push(...rowProblems(line, parsed.error));
  return [];
}

async function duesOf({ city, persons, packs, today }: TakeoverRosterParts, rows: readonly ReadRow[], problems: RowProblem[]): Promise<readonly LaidDue[]> {
  const facts = await persons.facts(city, [...new Set(rows.map(({ payee }) => payee))]);
  const thisMonth: Month = monthOf(today);
  return rows.flatMap(({ line, row, payee }) => {
    const read = duesOfRow(row, { city, payee, entitlement: describeEntitlement(packs, row.entitlement), kind: facts.get(payee)?.kind, thisMonth });
    if ('dues' in read) return read.dues.map((due) => ({ due, amountFen: read.amountFen, line }));
    problems.push({ line, ...read });
    return [];
  });
}

/** A row goes in whole or not at all: one due of it that stands in an earlier row, or that is there already, keeps it out. */
async function withoutKnown({ items, takeovers }: TakeoverRosterParts, takeoverId: string, dues: readonly LaidDue[], problems: RowProblem[]): Promise<readonly LaidDue[]> {
  const [laid, paid] = await Promise.all([takeovers.linesOf(takeoverId, dues.map(({ due }) => dueKey(due))), items.known(dues.map(({ due }) => itemId(due, 0)))]);
  const lines = new Map(laid);
  return [...groupBy(dues, ({ line }) => line)].flatMap(([line, own]) => {
    const isPaid = own.some(({ due }) => paid.has(itemId(due, 0)));
    const isRepeated = own.some(({ due }) => (lines.get(dueKey(due)) ?? line) !== line);
    if (isPaid || isRepeated) {
      problems.push({ line, column: 'period', code: isPaid ? 'roster.due-known' : 'roster.repeated' });
      return [];
    }
    for (const { due } of own) lines.set(dueKey(due), line);
    return own;
  });
}
