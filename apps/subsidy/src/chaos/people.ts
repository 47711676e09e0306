import { fen, type CityCode, type Year } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { move } from '../fund/fund.move.js';
import { emptyFund } from '../fund/fund.js';
import { allowanceOf, trainingOf, wenzhouAllowanceOf } from '../grant/grant.builders.js';
import type { Grant } from '../grant/grant.js';
import { personNo } from '../person/person.builders.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import { FIRST_MONTH, FUND } from './chaos.cities.js';
import type { ChaosPlan } from './chaos.plan.js';

export const YEAR = '2026' as Year;
/** More than any run needs; and less than most need. */
const AMPLE_FEN = fen(1_000_000_000);
const SHORT_FEN = fen(100_000);

/** Who is due what, by the plan: the same for the service, which must find it out, and for the oracle, which knows it. */
export function grantsOf(plan: ChaosPlan): readonly Grant[] {
  const numbers = Array.from({ length: plan.persons }, (_, at) => at + 1);
  return [
    ...numbers.map((n) => allowanceOf(n, { firstMonth: FIRST_MONTH })),
    ...(plan.isTwoProgrammes ? numbers.filter((n) => n % 2 === 0).map((n) => trainingOf(n, { period: FIRST_MONTH })) : []),
    // Every third one asks for the same months in the other city too.
    ...(plan.isTwoCities ? [...numbers.filter((n) => n % 3 === 0), ...numbers.map((n) => 100 + n)].map((n) => wenzhouAllowanceOf(n, { firstMonth: FIRST_MONTH })) : []),
  ];
}

/** Brings the cities to where their first month begins. */
export async function settleIn(parts: SubsidyParts, plan: ChaosPlan): Promise<void> {
  const grants = grantsOf(plan);
  for (const { code } of parts.cities.all()) {
    const own = [...new Set(grants.filter(({ city }) => city === code).map(({ person }) => person))];
    const persons = Array.from({ length: 200 }, (_, at) => personNo(at + 1, { city: code })).filter(({ token }) => own.includes(token));
    await parts.persons.save(persons, 'chaos');
    await topUp(parts, code, FUND, 'budget', plan.isBudgetShort ? SHORT_FEN : AMPLE_FEN);
  }
  await inTransaction(parts.connection, (session) => parts.grants.open(grants, transactionOf(session)));
}

/** Finance gives a fund more. In the books it is not: what is tried here begins with the reservation. */
export async function topUp(parts: Pick<SubsidyParts, 'funds'>, city: CityCode, fund: string, id: string, amountFen = AMPLE_FEN): Promise<void> {
  await parts.funds.change({ city, fund, year: YEAR }, (found) => {
    const before = found ?? emptyFund({ city, fund, year: YEAR });
    return before.movements.some((one) => one.id === id) ? { ok: true, value: before } : move(before, [{ id, kind: 'appropriate', source: 'municipal', earmark: [], amountFen }]);
  });
}

