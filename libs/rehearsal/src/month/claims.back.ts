import { fen, sumFen, type CityCode, type Fen } from '@gongjiang/kernel';
import type { BankOffice } from '../office/bank.office.js';
import type { CityOffice } from '../office/city.office.js';
import { succeeded } from '../office/office.js';

interface Case {
  readonly id: string;
  readonly status: string;
  readonly amountFen: number;
  readonly demandedFen: number | null;
}

/** What came of the cases that the second month opened. */
export interface ClaimsBack {
  readonly opened: number;
  readonly demandedFen: Fen;
  readonly settled: number;
  readonly repaidFen: Fen;
  readonly waiting: number;
}

const WITHIN_MS = 300_000;

/** Takes each city's first case from its notice to its decision; the others wait for their turn. */
export async function claimBack(offices: ReadonlyMap<CityCode, CityOffice>): Promise<CasesDecided> {
  const decided: { readonly city: CityCode; readonly id: string }[] = [];
  let opened = 0;
  for (const [city, office] of offices) {
    const cases = succeeded<{ items: readonly Case[] }>('reading claims back', await office.handler.get('/clawbacks?waiting=notification&limit=50')).items;
    opened += cases.length;
    const [first] = cases;
    if (!first) continue;
    await decide(office, first);
    decided.push({ city, id: first.id });
  }
  return new CasesDecided(offices, decided, opened);
}

/** Told, heard, decided: by three persons. */
async function decide(office: CityOffice, { id, amountFen }: Case): Promise<void> {
  const path = `/clawbacks/${id}`;
  const etag = async (): Promise<string | null> => (await office.handler.get(path)).etag;
  succeeded('telling of a claim back', await office.handler.post(`${path}/notification`, undefined, await etag()));
  succeeded('hearing the person', await office.judge.post(`${path}/statement`, { statement: '本人确认当月已离职，愿意退还' }, await etag()));
  succeeded('deciding a claim back', await office.decider.post(`${path}/decision`, { demandedFen: amountFen, reason: '当月最后一日不在职，不符合条件', mayOffset: true }, await etag()));
}

/** Cases that are decided, and what follows when they are in force. */
export class CasesDecided {
  private repaidFen = fen(0);

  constructor(private readonly offices: ReadonlyMap<CityCode, CityOffice>, private readonly decided: readonly { readonly city: CityCode; readonly id: string }[], private readonly opened: number) {}

  /** Each person pays back by transfer to the city's account, and names the case. */
  async payBack(bank: BankOffice, accountOf: (city: CityCode) => string): Promise<void> {
    for (const { city, id } of this.decided) {
      const { demandedFen } = await this.until(city, id, 'in-force');
      await bank.fund(accountOf(city), fen(demandedFen ?? 0), id);
      this.repaidFen = sumFen([this.repaidFen, fen(demandedFen ?? 0)]);
    }
  }

  async outcome(): Promise<ClaimsBack> {
    const settled = await Promise.all(this.decided.map(({ city, id }) => this.until(city, id, 'settled')));
    return { opened: this.opened, demandedFen: sumFen(settled.map(({ demandedFen }) => fen(demandedFen ?? 0))), settled: settled.length, repaidFen: this.repaidFen, waiting: this.opened - settled.length };
  }

  private async until(city: CityCode, id: string, status: string): Promise<Case> {
    const deadline = performance.now() + WITHIN_MS;
    for (;;) {
      const found = succeeded<Case>('reading a claim back', await (this.offices.get(city) as CityOffice).handler.get(`/clawbacks/${id}`));
      if (found.status === status) return found;
      if (performance.now() > deadline) throw new Error(`The claim back ${id} is ${found.status}, not ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
