import { addDays, monthOf, type Day, type Month, type PersonToken } from '@gongjiang/kernel';
import type { CreditBar } from '@gongjiang/policy';
import type { PayeeKind } from '../person/person.js';

/** A bar of the credit file (诚信档案) as it was heard of: what barred and what lifted it, in whatever order they came. */
export interface KnownBar {
  readonly id: string;
  readonly subject: { readonly kind: PayeeKind; readonly id: string };
  /** Null where its lifting was heard of first. */
  readonly barred: { readonly from: Day; readonly until: Day | null } | null;
  /** The first day without it; null while nobody has lifted it. */
  readonly freeFrom: Day | null;
}

/** The bars of each payee, for policy. */
export type CreditBars = ReadonlyMap<PersonToken, readonly CreditBar[]>;

/** The bar as it stands for policy; undefined where nothing is left of it. Both of its days are barred. */
export function standingBar({ subject, barred, freeFrom }: KnownBar): CreditBar | undefined {
  if (barred === null || (freeFrom !== null && freeFrom <= barred.from)) return undefined;
  const lifted = freeFrom === null ? null : addDays(freeFrom, -1);
  const until = earlier(barred.until, lifted);
  return { subject, barredFrom: barred.from, ...(until === null ? {} : { barredUntil: until }) };
}

/** The first month whose decisions a bar changes, or its lifting. */
export function firstMonthOf({ barred, freeFrom }: KnownBar): Month | undefined {
  const first = barred?.from ?? freeFrom;
  return first === null ? undefined : monthOf(first);
}

function earlier(one: Day | null, other: Day | null): Day | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
