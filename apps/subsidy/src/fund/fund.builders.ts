import { fen, type Year } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { emptyFund, type Fund, type Movement } from './fund.js';

export const YEAR = '2026' as Year;
export const ALLOWANCE = 'jinhua/7/post-allowance';
export const TRAINING = 'jinhua/7/certificate-training';
export const FUND_YEAR = { city: JINHUA, fund: 'talent-special', year: YEAR };

/** Money that came to a share; a fund of a spec is the sum of these. */
export function movementOf(id: string, amountFen: number, parts: Partial<Movement> = {}): Movement {
  return { id, kind: 'appropriate', source: 'municipal', earmark: [], amountFen: fen(amountFen), ...parts };
}

export function fundOf(movements: readonly Movement[], parts: Partial<Fund> = {}): Fund {
  return { ...emptyFund(FUND_YEAR), movements, ...parts };
}
