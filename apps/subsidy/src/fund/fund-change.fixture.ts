import { day, fen, type Day, type Year } from '@gongjiang/kernel';
import { accountOf, balanceOf, findingsOf, movement, paidAccountOf, type FundYear } from '@gongjiang/ledger';
import { JINHUA } from '../city/city.builders.js';
import type { TestSubsidy } from '../subsidy.fixture.js';
import { availableFen } from './fund.js';
import { ALLOWANCE } from './fund.builders.js';
import type { FundChangeStep, FundStepRunner } from './fund-change.effect.js';
import { FundChangeService, type Asked, type FundChangeOutcome } from './fund-change.service.js';
import { placesOf } from './fund-year.js';

export class OfficerGone extends Error {}

/** The finance officers of a city at their work: Ma proposes, Sun confirms. */
export class FinanceOffice {
  readonly source = '10.0.0.7';

  constructor(readonly subsidy: TestSubsidy, private readonly city = JINHUA) {}

  propose(fund: string, year: Year, asked: Asked, on: Day = day(`${year}-11-02`)) {
    return this.subsidy.fundChangeService.propose(this.by('ma', on), { fund, year, asked, reason: 'the yearly plan', document: '金财〔2026〕1号' });
  }

  async confirm(proposed: FundChangeOutcome, { actor = 'sun', on = day('2026-11-03'), service = this.subsidy.fundChangeService } = {}): Promise<FundChangeOutcome> {
    if (!proposed.ok) return proposed;
    return service.confirm(this.by(actor, on), { id: proposed.value.change.id, version: proposed.value.version });
  }

  async change(fund: string, year: Year, asked: Asked, on?: Day): Promise<FundChangeOutcome> {
    return this.confirm(await this.propose(fund, year, asked, on), on ? { on } : {});
  }

  /** A service whose work ends before or after one of its steps, as where its process is killed. */
  interrupted(last: FundChangeStep, moment: 'before' | 'after'): FundChangeService {
    const step: FundStepRunner = async (at, run) => {
      if (at === last && moment === 'before') throw new OfficerGone(`before ${at}`);
      const result = await run();
      if (at === last && moment === 'after') throw new OfficerGone(`after ${at}`);
      return result;
    };
    return new FundChangeService(this.subsidy, this.subsidy.changes, step);
  }

  /** What fund and books say is left: they must say the same, and every fund-year's books must sum to zero. */
  async left(fund: string, year: Year): Promise<number> {
    const key = { city: this.city, fund, year };
    const turnovers = await this.subsidy.ledger.turnovers(this.city);
    const places = placesOf(key, turnovers);
    const found = await this.subsidy.funds.find(this.city, fund, year);
    const [said, booked] = [found ? availableFen(found) : 0, places.available ?? 0];
    if (said !== booked) throw new Error(`The fund says ${said}, the books ${booked}`);
    const sum = Object.values(places).reduce<number>((total, amount) => total + amount, 0);
    if (sum !== 0 || findingsOf(turnovers).length > 0) throw new Error(`The books of ${fund}/${year} do not balance: ${sum} ${JSON.stringify(findingsOf(turnovers))}`);
    return said;
  }

  async placeOf(fund: FundYear, account: string): Promise<number> {
    const found = (await this.subsidy.ledger.turnovers(this.city)).find((turnover) => turnover.account === `${fund.city}/${fund.fund}/${fund.year}/${account}`);
    return found ? balanceOf(found) : 0;
  }

  /** A batch of the year whose money is reserved, and by the books is owed, paid in part, or all paid. */
  async payFrom(key: FundYear, batchId: string, reserved: number, paid: number): Promise<void> {
    await this.subsidy.funds.reserve({ ...key, batchId, calculation: 1 }, fen(reserved), [{ entitlement: ALLOWANCE, amountFen: fen(reserved) }]);
    const common = { city: key.city, batchId, chunkId: 'chunk', businessDate: day(`${key.year}-11-20`) } as const;
    await this.subsidy.ledger.post([
      { ...common, id: `oblige|${batchId}`, kind: 'oblige', lines: movement(fen(reserved), accountOf(key, 'available'), accountOf(key, 'payable')) },
      ...(paid === 0 ? [] : [{ ...common, id: `settle|${batchId}`, kind: 'settle' as const, lines: movement(fen(paid), accountOf(key, 'payable'), paidAccountOf(key, ALLOWANCE)) }]),
    ]);
  }

  private by(actor: string, on: Day) {
    return { city: this.city, actor, on, source: this.source };
  }
}
