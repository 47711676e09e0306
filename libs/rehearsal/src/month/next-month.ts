import { day, fen, sumFen, type CityCode, type Month } from '@gongjiang/kernel';
import { BankOffice } from '../office/bank.office.js';
import type { CityOffice } from '../office/city.office.js';
import type { Platform } from '../platform/platform.js';
import { JINHUA, WENZHOU } from '../sample/regions.js';
import type { SampleSeed } from '../sample/resident.js';
import { changeBetween, type ChangesMade } from './changes.between.js';
import { claimBack, type ClaimsBack } from './claims.back.js';
import { MonthRun, PROGRAMMES, type MonthDays, type MonthResult, type Report, type Watch } from './month.js';
import type { Objected } from './objections.js';

/** The second month: what the first one left is put right in it. */
const PERIOD = '2026-11' as Month;
const DAYS: MonthDays = { calculated: day('2026-12-01'), reviewed: day('2026-12-02'), cleared: day('2026-12-10'), released: day('2026-12-11'), reconciled: day('2026-12-16') };
/** On the day after the reconciliation of the first month the offices put right what it brought to light. */
const CHANGES_ON = day('2026-11-18');
/** When nobody can appeal any more, and when what was paid back then stands on the statement. */
const IN_FORCE = day('2026-12-31');
const PAID_BACK = day('2027-01-04');

export interface NextMonthResult extends Pick<MonthResult, 'batches' | 'ledgers' | 'bank'> {
  readonly changes: ChangesMade;
  readonly objected: Objected;
  readonly claimsBack: ClaimsBack;
}

export interface NextMonth {
  readonly platform: Platform;
  readonly sample: SampleSeed;
  /** Where the files of the second month are written. */
  readonly folder: string;
  readonly first: MonthResult;
  readonly objected: Objected;
}

/**
 * Runs the month after the first: accounts are put right, facts corrected, late persons enrolled, objections answered;
 * the next batches pay, pay again and claim back.
 */
export async function runNextMonth({ platform, sample, folder, first, objected }: NextMonth, report: Report, watch?: Watch): Promise<NextMonthResult> {
  const month = new MonthRun(platform, { period: PERIOD, days: DAYS, programmes: PROGRAMMES }, report, watch);
  const bank = new BankOffice(platform.bank.url, platform.secrets.bankKey);
  const offices = new Map<CityCode, CityOffice>([WENZHOU, JINHUA].map((city) => [city, month.office(city)]));
  await month.moveDates(CHANGES_ON);
  const changes = await month.timed('changes', '账户更正、事实更正、补报人员、异议处理', 'Accounts and facts are put right, late persons enrolled, objections answered', async () => {
    await objected.answerRest(offices);
    return changeBetween({ offices, sample, folder, batches: first.batches });
  });
  const ids = await month.payAll(async () => undefined, changes.accountsInForce(offices));
  const claimsBack = await month.timed('claims-back', '追回：通知、听证、决定、生效、还款', 'Claims back: notice, hearing, decision, in force, paid back', async () => {
    const decided = await claimBack(offices);
    await month.moveDates(IN_FORCE);
    await decided.payBack(bank, accountOf);
    await month.moveDates(PAID_BACK);
    return decided.outcome();
  });
  return { ...(await month.result(ids)), changes, objected, claimsBack };
}

function accountOf(city: CityCode): string {
  return PROGRAMMES.find((programme) => programme.city === city)?.account ?? '';
}

/** Whether both months are closed and agree with the bank to the fen: every reason why not, in words. */
export function nextMonthFaults(first: MonthResult, { batches, ledgers, bank, claimsBack }: NextMonthResult): readonly string[] {
  const faults: string[] = [];
  for (const batch of batches) if (batch.status !== 'closed') faults.push(`${batch.id} is ${batch.status}, not closed`);
  for (const [city, ledger] of Object.entries(ledgers)) if (!ledger.balanced) faults.push(`The books of ${city} do not balance`);
  const settledFen = sumFen([...first.batches, ...batches].map((batch) => fen(batch.outcome?.settledFen ?? 0)));
  const paidFen = sumFen(Object.values(ledgers).map((ledger) => fen(ledger.places['paid'] ?? 0)));
  if (settledFen !== bank.byStatus.settled.sumFen) faults.push(`The batches say ${settledFen} fen were settled, the bank ${bank.byStatus.settled.sumFen}`);
  // What was claimed back has left `paid`; that it was paid once, the bank knows.
  if (paidFen + claimsBack.demandedFen !== settledFen) faults.push(`The books say ${paidFen} fen are paid and ${claimsBack.demandedFen} claimed back; ${settledFen} were settled`);
  if (bank.idsPaidMoreThanOnce !== 0) faults.push(`${bank.idsPaidMoreThanOnce} payments were made more than once`);
  return faults;
}
