import { Readable } from 'node:stream';
import { JINHUA } from '../city/city.builders.js';
import { csvOf } from '../import/roster.builders.js';
import type { Imported } from '../import/roster.import.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { TakeoverCounting, type CountingStepRunner } from './takeover.counting.service.js';
import type { TakeoverOutcome } from './takeover.service.js';
import type { KeptTakeover } from './takeover.store.js';

type Row = Readonly<Record<string, string>>;
export const HANDLER = { city: JINHUA, actor: 'zhang', source: '10.0.0.7' };
export const REVIEWER = { city: JINHUA, actor: 'li', source: '10.0.0.8' };

/** Jinhua's office: hands in what was paid before, reviews it, and has it counted. */
export class TakeoverOffice {
  constructor(private readonly subsidy: TestSubsidy) {}

  async handIn(rows: readonly Row[], by = HANDLER): Promise<{ readonly report: Imported['report']; readonly takeover: KeptTakeover | undefined }> {
    const done = await this.subsidy.takeoverDesk.handIn(by, Readable.from([Buffer.from(csvOf(rows))]), { format: 'csv', by });
    if (!done.ok) throw new Error(done.refusal.code);
    return { report: done.value.report.report, takeover: done.value.takeover };
  }

  accept({ takeover, version }: KeptTakeover, by = REVIEWER): Promise<TakeoverOutcome> {
    return this.subsidy.takeoverDesk.accept(by, { id: takeover.id, version });
  }

  /** Counts what is accepted; the test may have the worker die at a step. */
  async count(step?: CountingStepRunner): Promise<void> {
    await new TakeoverCounting(this.subsidy, this.subsidy.changes, step).countAll();
  }

  /** From the file to history, as nothing goes wrong. */
  async takeOver(rows: readonly Row[]): Promise<KeptTakeover> {
    const { report, takeover } = await this.handIn(rows);
    if (!takeover || report.refused > 0) throw new Error(`Rows were refused: ${JSON.stringify(report.problems)}`);
    const accepted = await this.accept(takeover);
    if (!accepted.ok) throw new Error(accepted.refusal.code);
    await this.count();
    return this.kept(takeover.takeover.id);
  }

  async kept(id: string): Promise<KeptTakeover> {
    const kept = await this.subsidy.takeovers.load(JINHUA, id);
    if (!kept) throw new Error(`There is no takeover ${id}`);
    return kept;
  }

  /** All that a takeover has written, in the order of its keys. */
  async written(): Promise<Record<string, unknown>> {
    const { db } = this.subsidy.connection;
    const names = ['takeovers', 'takeover_dues', 'items', 'same_kind_claims'];
    const documents = await Promise.all(names.map((name) => db.collection(name).find().sort({ _id: 1 }).toArray()));
    return Object.fromEntries(names.map((name, at) => [name, documents[at]]));
  }
}
