import { day, fen, type Day, type Month } from '@gongjiang/kernel';
import { succeeded, type Batch, type CityOffice, type Officer } from '@gongjiang/rehearsal';
import { moveDate } from './city.work.js';
import type { Stage } from './stage.js';

/** The days on which a month's batch is worked on. */
export interface MonthDays { readonly calculated: Day; readonly reviewed: Day; readonly cleared: Day; readonly released: Day; readonly reconciled: Day }

export const NOVEMBER_DAYS: MonthDays = { calculated: day('2026-11-02'), reviewed: day('2026-11-03'), cleared: day('2026-11-11'), released: day('2026-11-12'), reconciled: day('2026-11-17') };
export const DECEMBER_DAYS: MonthDays = { calculated: day('2026-12-01'), reviewed: day('2026-12-02'), cleared: day('2026-12-10'), released: day('2026-12-11'), reconciled: day('2026-12-16') };

/** Money for the year, in a fund and in the account that pays. */
export async function fundTheYear(stage: Stage, office: CityOffice, fund: string, account: string): Promise<void> {
  await office.setBudget(fund, '2026', fen(10_000_000_000));
  await stage.bank.fund(account, fen(10_000_000_000), `for-${fund}`);
}

/** Opens a batch and has it calculated. */
export async function calculated(office: CityOffice, programme: string, period: Month): Promise<Batch> {
  const { id } = await office.open(programme, period);
  return recalculated(office, id);
}

export async function recalculated(office: CityOffice, id: string): Promise<Batch> {
  await office.step(office.handler, id, 'calculation');
  return office.until(id, 'calculated');
}

/** Submits it, and brings it to its approval. */
export async function approved(stage: Stage, office: CityOffice, id: string, days: MonthDays): Promise<void> {
  await office.step(office.handler, id, 'submission');
  await moveDate(stage, office, days.reviewed);
  await office.step(office.reviewer, id, 'review');
  await moveDate(stage, office, days.cleared);
  await office.until(id, 'cleared');
  await office.approve(id);
}

/** And to its release. */
export async function release(stage: Stage, office: CityOffice, id: string, days: MonthDays): Promise<void> {
  await approved(stage, office, id, days);
  await moveDate(stage, office, days.released);
  await office.step(office.releaser, id, 'release');
}

/** From the bank's answers to the close. */
export async function settle(stage: Stage, office: CityOffice, id: string, days: MonthDays): Promise<Batch> {
  await office.until(id, 'settling');
  await moveDate(stage, office, days.reconciled);
  await office.until(id, 'reconciled');
  return office.step(office.finance, id, 'closing');
}

/** A whole month of a programme, with what stands out at the gate explained. Answers the closed batch. */
export async function payMonth(stage: Stage, office: CityOffice, programme: string, period: Month, days: MonthDays): Promise<Batch> {
  await moveDate(stage, office, days.calculated);
  const { id } = await calculated(office, programme, period);
  await office.explainGate(id);
  await release(stage, office, id, days);
  return settle(stage, office, id, days);
}

/** A step with a body on the version that is there now: the status and code of the answer. */
export async function stepWith(officer: Officer, path: string, step: string, body?: object): Promise<string> {
  const { etag } = await officer.get(path);
  const { status, body: said } = await officer.post(`${path}/${step}`, body, etag);
  return `${status} ${(said as { readonly code?: string }).code ?? ''}`.trim();
}

/** A token of the office's own, for what is read as a stream. */
export async function tokenOf({ platform }: Stage, office: CityOffice, role: string): Promise<string> {
  const response = await fetch(`${platform.issuer.url}/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ subject: 'screen', city: office.city, roles: [role] }) });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** A claim corrected by the handler: its facts stated otherwise from a month on. */
export async function correct(office: CityOffice, claimId: string, from: Month, facts: Readonly<Record<string, unknown>>, reason: string): Promise<void> {
  const path = `/claims/${encodeURIComponent(claimId)}`;
  const { etag } = await office.handler.get(path);
  succeeded('correcting a claim', await office.handler.post(`${path}/corrections`, { from, facts, reason }, etag));
}
