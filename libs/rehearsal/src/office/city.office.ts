import type { CityCode, Day, Fen, Month } from '@gongjiang/kernel';
import type { Platform } from '../platform/platform.js';
import { Officer, succeeded, type Answer } from './office.js';
import type { Batch, BatchProgress, ClaimCount, ImportReport, LedgerCheck } from './office.shapes.js';

const EVERY_MS = 100;
const AT_LEAST_EVERY_MS = 1_000;
/** The largest rehearsal's public list is made in far less. */
const LIST_WITHIN_MS = 15 * 60_000;

/** A city's payment office: one person for each duty, as the platform demands. */
export class CityOffice {
  readonly handler: Officer;
  readonly reviewer: Officer;
  readonly approver: Officer;
  readonly secondApprover: Officer;
  readonly releaser: Officer;
  readonly finance: Officer;
  /** Confirms what finance proposes: changes of budgets are two persons'. */
  readonly secondFinance: Officer;
  readonly system: Officer;
  /** Has no duty in any batch: decides objections, and what is claimed back. */
  readonly judge: Officer;
  readonly decider: Officer;
  /** The city's portal, where citizens object. */
  readonly portal: Officer;

  constructor(platform: Platform, readonly city: CityCode) {
    const officer = (id: string, role: ConstructorParameters<typeof Officer>[4][number]) => new Officer(platform.issuer.url, platform.subsidy.url, city, `${city}-${id}`, [role]);
    this.handler = officer('handler', 'handler');
    this.reviewer = officer('reviewer', 'reviewer');
    this.approver = officer('approver', 'approver');
    this.secondApprover = officer('second-approver', 'approver');
    this.releaser = officer('releaser', 'releaser');
    this.finance = officer('finance', 'finance');
    this.secondFinance = officer('second-finance', 'finance');
    this.system = officer('system', 'system');
    this.judge = officer('judge', 'reviewer');
    this.decider = officer('decider', 'approver');
    this.portal = officer('portal', 'integrator');
  }

  async importPersons(file: string): Promise<ImportReport> {
    return succeeded('importing persons', await this.handler.upload('/imports/persons', file));
  }

  async importOrganisations(file: string): Promise<ImportReport> {
    return succeeded('importing organisations', await this.handler.upload('/imports/organisations', file));
  }

  async importClaims(entitlement: string, file: string): Promise<ImportReport> {
    return succeeded('importing claims', await this.handler.upload(`/imports/claims?entitlement=${encodeURIComponent(entitlement)}`, file));
  }

  /** Gives a fund a budget from the city's own money: one person proposes it, another confirms. */
  async setBudget(fund: string, year: string, budgetFen: Fen): Promise<void> {
    await this.changeFund(fund, year, { kind: 'budget', source: 'municipal', budgetFen });
  }

  /** Whatever is changed of a fund, by two persons: its budget, a transfer, the end of its year. */
  async changeFund(fund: string, year: string, asked: object): Promise<void> {
    const proposed = await this.finance.post('/fund-changes', { fund, year, asked, reason: 'as the fiscal authority says', document: `${this.city}-${year}-1` });
    const { id } = succeeded<{ readonly id: string }>('proposing a change of a fund', proposed);
    succeeded('confirming a change of a fund', await this.secondFinance.post(`/fund-changes/${id}/confirmation`, undefined, proposed.etag));
  }

  async moveDate(day: Day): Promise<void> {
    succeeded('moving the date', await this.system.post('/business-date', { day }));
  }

  async open(programme: string, period: Month): Promise<Batch> {
    return succeeded('opening a batch', await this.handler.post('/batches', { programme, period }));
  }

  async batch(id: string): Promise<Batch> {
    return succeeded('reading a batch', await this.handler.get(`/batches/${id}`));
  }

  async progress(id: string): Promise<BatchProgress> {
    return succeeded('reading progress', await this.handler.get(`/batches/${id}/progress`));
  }

  /** How many lines are held, by the first reason. */
  async heldByCode(id: string): Promise<Readonly<Record<string, number>>> {
    return succeeded<{ readonly heldByCode: Readonly<Record<string, number>> }>('reading the report', await this.handler.get(`/batches/${id}/report`)).heldByCode;
  }

  /** How many claims of an entitlement were decided, whatever the outcome. */
  async claimCount(entitlement: string): Promise<number> {
    return (await this.claimCounts()).filter((count) => count.entitlement === entitlement).reduce((sum, count) => sum + count.claims, 0);
  }

  async claimCounts(): Promise<readonly ClaimCount[]> {
    return succeeded<{ items: readonly ClaimCount[] }>('counting claims', await this.handler.get('/claims/counts')).items;
  }

  async ledger(): Promise<LedgerCheck> {
    return succeeded('checking the ledger', await this.finance.get('/ledger/check'));
  }

  /** Takes a step of the batch's chain, on the version that is there now. */
  async step(officer: Officer, id: string, step: 'calculation' | 'submission' | 'review' | 'approval' | 'release' | 'closing'): Promise<Batch> {
    const since = performance.now();
    const deadline = since + LIST_WITHIN_MS;
    for (;;) {
      const seen = await officer.get(`/batches/${id}`);
      succeeded(`reading ${id}`, seen);
      const answer = await officer.post(`/batches/${id}/${step}`, undefined, seen.etag);
      // Nobody reviews before the public list is made.
      const isEarly = (answer.body as { readonly code?: string } | null)?.code === 'notice.list-not-ready';
      if (answer.status >= 400 && !isEarly) return this.ownStep(officer, id, { step, seen: succeeded<Batch>(`reading ${id}`, seen).version, answer });
      if (!isEarly || performance.now() > deadline) return succeeded(`${step} of ${id}`, answer);
      await aMoment(since);
    }
  }

  /** A step that is refused because the officer has taken it already, when the answer was lost: it is taken. */
  private async ownStep(officer: Officer, id: string, { step, seen, answer }: { readonly step: string; readonly seen: number; readonly answer: Answer }): Promise<Batch> {
    const now = await this.batch(id);
    return now.version > seen && now.changes[seen]?.actor === officer.id ? now : succeeded(`${step} of ${id}`, answer);
  }

  /** Cancels a batch that was not submitted. */
  async cancel(id: string, reason: string): Promise<Batch> {
    const { etag } = await this.handler.get(`/batches/${id}`);
    return succeeded(`cancelling ${id}`, await this.handler.post(`/batches/${id}/cancellation`, { reason }, etag));
  }

  /** Explains what stands out at the gate: after a month in which much has changed, nothing else is to be expected. */
  async explainGate(id: string): Promise<void> {
    const { findings } = succeeded<{ findings: readonly { check: string; colour: string }[] }>('reading the gate', await this.handler.get(`/batches/${id}/gate`));
    for (const { check, colour } of findings) {
      if (colour === 'red') succeeded(`explaining ${check}`, await this.handler.post(`/batches/${id}/gate/explanations`, { check, text: '与上月相比的变动已逐项核对' }));
    }
  }

  /** Approves, with the second approver where the sum needs one. The first approval may be there already, its answer lost. */
  async approve(id: string): Promise<Batch> {
    const { changes } = await this.batch(id);
    const first = changes.at(-1)?.actor === this.approver.id ? undefined : await this.step(this.approver, id, 'approval');
    return first?.status === 'approved' ? first : this.step(this.secondApprover, id, 'approval');
  }

  /** Waits until a batch is in a status; throws when the time is over. */
  async until(id: string, status: Batch['status'], withinMs = 300_000): Promise<Batch> {
    const since = performance.now();
    const deadline = since + withinMs;
    for (;;) {
      const batch = await this.batch(id);
      if (batch.status === status) return batch;
      if (performance.now() > deadline) throw new Error(`${id} is ${batch.status}, not ${status}, after ${withinMs} ms`);
      await aMoment(since);
    }
  }
}

/** Who has waited long looks less often, a twenty-fifth of the wait apart: five batches asked after ten times a second took a sixth of a core. */
function aMoment(since: number): Promise<void> {
  const ms = Math.min(AT_LEAST_EVERY_MS, Math.max(EVERY_MS, (performance.now() - since) / 25));
  return new Promise((resolve) => setTimeout(resolve, ms));
}
