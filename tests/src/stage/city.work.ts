import { controlTotalsOf, BANK_PATHS } from '@gongjiang/contracts';
import { day, fen, type CityCode, type Day, type Fen } from '@gongjiang/kernel';
import { CityOffice, JINHUA, REHEARSED_MONTH, WENZHOU, type Officer } from '@gongjiang/rehearsal';
import type { samplePersons } from './sample.persons.js';
import type { Stage } from './stage.js';

/** The days of a batch's way, as the sample month has them. */
export const DAYS = { calculated: day('2026-11-02'), reviewed: day('2026-11-03'), cleared: day('2026-11-11'), released: day('2026-11-12'), reconciled: day('2026-11-17') } as const;
const ACCOUNTS: Readonly<Record<string, string>> = { [WENZHOU]: '3303001000000000001', [JINHUA]: '3307001000000000001' };
const FUNDS: Readonly<Record<string, string>> = { [WENZHOU]: 'training-special-account', [JINHUA]: 'talent-special' };
const ENTITLEMENTS: Readonly<Record<string, string>> = { [WENZHOU]: 'wenzhou/1/post-allowance', [JINHUA]: 'jinhua/7/post-allowance' };

/** Takes a city's files in and brings its post allowances to submission; the paying account has so much. Answers the batch's id. */
export async function submitAllowances(stage: Stage, office: CityOffice, accountFen: Fen = fen(1_000_000_000)): Promise<string> {
  const { city } = office;
  await moveDate(stage, office, DAYS.calculated);
  await office.setBudget(FUNDS[city] ?? '', '2026', fen(1_000_000_000));
  await stage.bank.fund(ACCOUNTS[city] ?? '', accountFen, `appropriation-${city}`);
  const files = stage.sample.paths.cities[city];
  await office.importPersons(files?.persons ?? '');
  await office.importClaims(ENTITLEMENTS[city] ?? '', files?.claimsPostAllowance ?? '');
  const { id } = await office.open('post-allowance', REHEARSED_MONTH);
  await office.step(office.handler, id, 'calculation');
  await office.until(id, 'calculated');
  await office.step(office.handler, id, 'submission');
  return id;
}

/** A step of the chain taken by whoever tries: the status and code of the answer. */
export async function attempt(officer: Officer, batchId: string, step: string): Promise<string> {
  const { etag } = await officer.get(`/batches/${batchId}`);
  const { status, body } = await officer.post(`/batches/${batchId}/${step}`, undefined, etag);
  return `${status} ${(body as { code?: string }).code ?? ''}`.trim();
}

/** The bank's day goes first: a statement is whole when its day is over. */
export async function moveDate(stage: Stage, office: CityOffice, to: Day): Promise<void> {
  await stage.bank.moveDate(to);
  await office.moveDate(to);
}

/** A payment from the city's account that the platform never ordered: its statement then holds a line that nobody knows. */
export async function payBehindTheBack({ platform }: Stage, city: CityCode, [payee]: Awaited<ReturnType<typeof samplePersons>>): Promise<void> {
  const payments = [{ endToEndId: 'STRAY1', amountFen: fen(100), creditorName: payee?.name ?? '', creditorAccount: payee?.bankAccount ?? '', purpose: 'stray' }];
  const message = { messageId: 'STRAY', paymentInformationId: 'STRAY', debtorAccount: ACCOUNTS[city], currency: 'CNY', ...controlTotalsOf(payments), payments };
  const response = await fetch(`${platform.bank.url}${BANK_PATHS.payments}`, { method: 'POST', headers: { authorization: `Bearer ${platform.secrets.bankKey}`, 'content-type': 'application/json' }, body: JSON.stringify(message) });
  if (!response.ok) throw new Error(`The bank did not take the stray payment: ${await response.text()}`);
}
