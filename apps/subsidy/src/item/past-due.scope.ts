import { addMonths, type Month, type Period } from '@gongjiang/kernel';
import { heededInAnyPeriod, type PackSet } from '@gongjiang/policy';
import type { Due } from './item.js';

/**
 * What of a person's past a calculation asks for: the dues of some periods, and of some entitlements those of any. It does
 * not grow with the months that were paid.
 */
export interface PastScope {
  readonly periods: readonly Period[];
  readonly anyPeriod: readonly string[];
}

/**
 * What can bear on these dues in a batch of `month`: their own periods; the month before, with which the month is compared;
 * and whatever the rules heed of any period.
 */
export function scopeOf(packs: PackSet, dues: Iterable<Pick<Due, 'entitlement' | 'period'>>, month: Month): PastScope {
  const [periods, entitlements] = [new Set<Period>([addMonths(month, -1)]), new Set<string>()];
  for (const { entitlement, period } of dues) {
    periods.add(period);
    entitlements.add(entitlement);
  }
  return { periods: [...periods].sort(), anyPeriod: heededInAnyPeriod(packs, entitlements) };
}

export function isInScope({ periods, anyPeriod }: PastScope, { entitlement, period }: Pick<Due, 'entitlement' | 'period'>): boolean {
  return periods.includes(period) || anyPeriod.includes(entitlement);
}

/** The same of the keys of lines: the database reads it off the key, and looks at no line outside. */
export function keysInScope({ periods, anyPeriod }: PastScope): RegExp {
  const ofPeriod = `[^|]*\\|[^|]*\\|(?:${periods.map(literally).join('|')})\\|`;
  const ofAny = anyPeriod.length === 0 ? [] : [`(?:${anyPeriod.map(literally).join('|')})\\|`];
  return new RegExp(`^[^|]*\\|(?:${[ofPeriod, ...ofAny].join('|')})`);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
