import { ok, refuse, type CityCode, type Day, type Refusal, type Result } from '@gongjiang/kernel';
import type { ChangeLog } from '../shared/change-log.js';
import { resolve, take, type Case, type CaseOutcome } from './case.js';
import type { CaseStore } from './case.store.js';

export interface CaseBy {
  readonly city: CityCode;
  readonly actor: string;
  readonly on: Day;
  readonly source: string;
}

export type CaseAnswer = Result<Case, Refusal>;

/** What persons do to cases. */
export class CaseService {
  constructor(private readonly cases: CaseStore, private readonly changes: ChangeLog) {}

  take(by: CaseBy, id: string): Promise<CaseAnswer> {
    return this.change(by, id, (found) => take(found, by.actor));
  }

  resolve(by: CaseBy, id: string, outcome: CaseOutcome, note: string): Promise<CaseAnswer> {
    return this.change(by, id, (found) => resolve(found, { outcome, note, by: by.actor, on: by.on }));
  }

  private change(by: CaseBy, id: string, decide: (found: Case) => CaseAnswer): Promise<CaseAnswer> {
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
