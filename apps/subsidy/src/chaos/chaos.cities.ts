import { fen, month, type CityCode } from '@gongjiang/kernel';
import { cityOf, WENZHOU } from '../city/city.builders.js';
import type { City } from '../city/city.js';
import { CityStore } from '../city/city.store.js';
import type { ChaosPlan } from './chaos.plan.js';

export const FIRST_MONTH = month('2026-01');
const FUND = 'talent-special';
const ALLOWANCE = { id: 'post-allowance', title: { zh: '津贴', en: 'Allowance' }, fund: FUND };
/** The gate is not what is tried here: a month may differ from the one before as it likes. */
const OPEN_GATE = { changeBasisPoints: 10_000, heldBasisPoints: 10_000, largeLineFen: fen(50_000_000) };

/** The cities of a run, small and quick: two days of notice, one of cooling. */
export class ChaosCities extends CityStore {
  private readonly cities: ReadonlyMap<CityCode, City>;

  constructor(plan: Pick<ChaosPlan, 'isTwoCities' | 'isTwoProgrammes'>) {
    super();
    const quick = {
      firstMonth: FIRST_MONTH, gate: OPEN_GATE,
      notice: { workingDays: 2, identityCharacters: 4, shows: ['district' as const] }, accountChange: { coolingDays: 1 },
      clawback: { hearingWorkingDays: 1, appealWorkingDays: 1, keepBasisPoints: 5_000, keepAtLeastFen: fen(0) },
    };
    const training = { id: 'certificate-training', title: { zh: '培训', en: 'Training' }, fund: FUND, entitlements: ['jinhua/7/certificate-training'] };
    const jinhua = cityOf({ ...quick, approval: { secondApproverAboveFen: fen(300_000) }, programmes: [{ ...ALLOWANCE, entitlements: ['jinhua/7/post-allowance'] }, ...(plan.isTwoProgrammes ? [training] : [])] });
    const wenzhou = cityOf({ ...quick, code: WENZHOU, name: { zh: '温州市', en: 'Wenzhou' }, pack: 'wenzhou', debtorAccount: '3303001000000000001', bank: { id: 'other-bank' }, programmes: [{ ...ALLOWANCE, entitlements: ['wenzhou/1/post-allowance'] }] });
    this.cities = new Map([jinhua, ...(plan.isTwoCities ? [wenzhou] : [])].map((city) => [city.code, city]));
  }

  find(code: CityCode): City | undefined {
    return this.cities.get(code);
  }

  all(): readonly City[] {
    return [...this.cities.values()];
  }
}

export { FUND, WENZHOU };
