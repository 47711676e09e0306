import { isDay } from '@gongjiang/kernel';
import type { FactType } from '../pack/entitlement.schema.js';
import { periodInfo } from './period-info.js';
import type { FactProblem } from './rule.js';

type Judge = (raw: unknown) => FactProblem | undefined;

/** Amounts, counts and indexes are safe integers of 0 or more; 100.0 is 100. */
const isCount = (raw: unknown): boolean => Number.isSafeInteger(raw) && (raw as number) >= 0;

/** What is wrong with a raw value of a fact; undefined where it can be used. */
export function factProblem(type: FactType, named: ReadonlySet<string>): Judge {
  switch (type) {
    case 'yes-no': return judge((raw) => typeof raw === 'boolean');
    case 'count': case 'amount': case 'index': return judge(isCount);
    case 'text': return judge((raw) => typeof raw === 'string' && raw !== '');
    case 'day': return judge(isDay);
    case 'month': return judge((raw) => typeof raw === 'string' && periodInfo(raw)?.month !== undefined);
    case 'level': case 'choice': return (raw) => (typeof raw === 'string' ? (named.has(raw) ? undefined : 'not-named') : raw === undefined || raw === null ? 'missing' : 'wrong-type');
    default: return type satisfies never;
  }
}

function judge(fits: (raw: unknown) => boolean): Judge {
  return (raw) => (fits(raw) ? undefined : raw === undefined || raw === null ? 'missing' : 'wrong-type');
}
