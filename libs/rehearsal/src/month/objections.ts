import type { CityCode } from '@gongjiang/kernel';
import type { CityOffice } from '../office/city.office.js';
import { succeeded } from '../office/office.js';
import type { BatchId } from './month.js';

interface Filed {
  readonly city: CityCode;
  readonly id: string;
}

/** What somebody says of a line of the public list. */
const COMPLAINT = { text: '该人员当月已离职，请核实', contact: { name: '某市民', reachedAt: '市民热线' } } as const;
/** The lines that are objected to: one is cleared up before the approval, one only after it, and one was right. */
const LINES = { restored: 1, paidLater: 2, upheld: 3 } as const;

/** Objections to lines of the post allowances' public lists, and what becomes of them. */
export class Objected {
  private readonly open: Filed[] = [];
  restored = 0;
  paidLater = 0;
  neverPaid = 0;

  /** While the notices are up: three lines of each city's list are objected to, and two of them decided. */
  async object(offices: ReadonlyMap<CityCode, CityOffice>, ids: readonly BatchId[]): Promise<void> {
    for (const { city, id } of ids.filter((batch) => batch.id.includes('post-allowance'))) {
      const office = offices.get(city) as CityOffice;
      const file = async (line: number): Promise<Filed> => ({ city, ...succeeded<{ readonly id: string }>('objecting', await office.portal.post(`/notices/${id}-n1/objections`, { line, ...COMPLAINT })) });
      await this.decide(offices, await file(LINES.restored), 'dismissed');
      this.open.push(await file(LINES.paidLater));
      await this.decide(offices, await file(LINES.upheld), 'upheld');
    }
  }

  /** What was still open when the batch was approved. */
  async answerRest(offices: ReadonlyMap<CityCode, CityOffice>): Promise<void> {
    for (const filed of this.open.splice(0)) await this.decide(offices, filed, 'dismissed');
  }

  private async decide(offices: ReadonlyMap<CityCode, CityOffice>, { city, id }: Filed, outcome: 'dismissed' | 'upheld'): Promise<void> {
    const { judge } = offices.get(city) as CityOffice;
    const { etag } = await judge.get(`/objections/${id}`);
    const { consequence } = succeeded<{ readonly consequence: string }>('deciding an objection', await judge.post(`/objections/${id}/decision`, { outcome, reason: '已与单位核实' }, etag));
    if (consequence === 'restored') this.restored += 1;
    if (consequence === 'next-batch') this.paidLater += 1;
    if (consequence === 'never-paid') this.neverPaid += 1;
  }
}
