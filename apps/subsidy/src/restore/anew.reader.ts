import { addDays, type CityCode, type Day } from '@gongjiang/kernel';
import type { CityStore } from '../city/city.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import { SYSTEM_ACTOR, WORKER_SOURCE } from '../shared/source.js';
import type { BookedEntry } from '../statement/statement.matching.js';
import { readStatements, type StatementPorts } from '../statement/statement.reader.js';
import { StatementStore, type ReconciliationCase, type StatementProgress } from '../statement/statement.store.js';
import type { BankKnowledge } from './bank.knowledge.js';
import type { Parting } from './parting.js';
import type { PartingStore } from './parting.store.js';
import type { Restore } from './restore.js';
import type { RestoreStore } from './restore.store.js';
import { RestoredBank } from './restored.bank.js';

export interface ReadingPorts extends StatementPorts {
  readonly restores: RestoreStore;
  readonly partings: PartingStore;
  readonly knowledge: BankKnowledge;
  readonly cities: CityStore;
  readonly changes: ChangeLog;
}

/** The steps, each of which may be the last before a crash: each is safe to run again. */
export const READING_STEPS = ['end-cases', 'read-anew', 'note-read-anew'] as const;
export type ReadingStepRunner = <T>(step: (typeof READING_STEPS)[number], run: () => Promise<T>) => Promise<T>;

/** Messages whose adopted lines are settled in one reading. */
const MESSAGES_AT_ONCE = 1_000;

/**
 * Reads statements in a city that may have been restored: days that were read before a line was adopted are read anew,
 * so that the line settles on the day that the bank booked it; then the reading goes on as ever.
 */
export async function readStatementsAfterRestore(ports: ReadingPorts, city: CityCode, firstDay: Day, today: Day, step: ReadingStepRunner = (_step, run) => run()): Promise<void> {
  const { debtorAccount } = ports.cities.get(city);
  const restore = await ports.restores.find(city);
  if (!restore) return readStatements(ports, city, debtorAccount, firstDay, today);
  const restored: ReadingPorts = { ...ports, bankOf: (of) => new RestoredBank(of, ports) };
  await readAnew(restored, restore, today, step);
  await readStatements(restored, city, debtorAccount, firstDay, today);
}

async function readAnew(ports: ReadingPorts, { city, since }: Restore, today: Day, step: ReadingStepRunner): Promise<void> {
  const { debtorAccount } = ports.cities.get(city);
  const waiting = await ports.partings.toReadAnew(city, MESSAGES_AT_ONCE);
  const read = await ports.statements.progress(debtorAccount);
  if (waiting.length === 0 || !read) return;
  // First: what is no mismatch any more must not make a return look like the bank's own correction.
  for (const parting of waiting) await step('end-cases', () => endCases(ports, debtorAccount, parting, today));
  const anew = new ReadingAnew(ports.statements, { account: debtorAccount, nextDay: since, cursor: null });
  await step('read-anew', () => readStatements({ ...ports, statements: anew }, city, debtorAccount, since, addDays(read.nextDay, -1)));
  if (anew.at.nextDay < read.nextDay || read.cursor !== null) return;
  await step('note-read-anew', () => ports.partings.readAnew(waiting.map(({ messageId }) => messageId)));
}

async function endCases({ partings, changes }: ReadingPorts, account: string, { city, paymentInformationId, endToEndIds }: Parting, on: Day): Promise<void> {
  await changes.inOneWrite(async (transaction) => {
    const ended = await partings.endCases(account, endToEndIds, on, transaction);
    if (ended > 0) await changes.record({ city, actor: SYSTEM_ACTOR, kind: 'case.adopted', object: paymentInformationId, source: WORKER_SOURCE, details: { cases: ended }, events: [] }, transaction);
  });
}

/** A reading beside the one that goes on: it has a place of its own, which is lost with the process. A page read twice changes nothing. */
class ReadingAnew extends StatementStore {
  constructor(private readonly statements: StatementStore, public at: StatementProgress) {
    super();
  }

  async progress(): Promise<StatementProgress> {
    return this.at;
  }

  async saveProgress(progress: StatementProgress): Promise<void> {
    this.at = progress;
  }

  openCases(cases: readonly ReconciliationCase[]): Promise<void> {
    return this.statements.openCases(cases);
  }

  correct(account: string, entries: readonly BookedEntry[]): Promise<ReadonlySet<string>> {
    return this.statements.correct(account, entries);
  }

  withCase(account: string, endToEndIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.statements.withCase(account, endToEndIds);
  }
}
