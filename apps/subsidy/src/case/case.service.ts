import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { resolve, take, type Case, type CaseOutcome } from './case.js';
import type { CaseStore } from './case.store.js';

export type CaseAnswer = Result<Case, Refusal>;

/** What persons do to cases. */
export class CaseService {
  constructor(private readonly cases: CaseStore, private readonly changes: ChangeLog) {}

  take(by: By, id: string): Promise<CaseAnswer> {
    return this.change(by, id, (found) => take(found, by.actor));
  }

  resolve(by: By, id: string, outcome: CaseOutcome, note: string): Promise<CaseAnswer> {
    return this.change(by, id, (found) => resolve(found, { outcome, note, by: by.actor, on: by.on }));
  }

  private change(by: By, id: string, decide: (found: Case) => CaseAnswer): Promise<CaseAnswer> {
    return this.changes.inOneWrite(async (transaction) => {
      const found = await this.cases.load(by.city, id, transaction);
      if (!found) return refuse('case.unknown');
      const decided = decide(found);
      if (!decided.ok) return decided;
      if (!(await this.cases.change(found, decided.value, transaction))) return refuse('version-conflict');
      await this.changes.record({ city: by.city, actor: by.actor, kind: `case.${decided.value.status}`, object: id, source: by.source, events: [] }, transaction);
      return ok(decided.value);
    });
  }
}
