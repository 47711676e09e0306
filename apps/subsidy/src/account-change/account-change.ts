import { addDays, ok, refuse, type CityCode, type Day, type PersonToken, type Refusal, type Result } from '@gongjiang/kernel';

/** The account that a payee asks to be paid into, and in whose name it is. */
export interface NewAccount {
  readonly bankAccount: string;
  readonly accountHolder: string;
}

interface Proposed {
  readonly id: string;
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly account: NewAccount;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedOn: Day;
}
interface Confirmed extends Proposed {
  readonly confirmedBy: string;
  readonly confirmedOn: Day;
  /** The last day on which the payee can still object: until then the old account holds. */
  readonly coolsUntil: Day;
}
interface Ended {
  readonly endedBy: string;
  readonly endedOn: Day;
  readonly endReason: string;
}

/** A change of a payee's account (账户变更): by two persons, and not before the payee had time to object. */
export type AccountChange =
  | (Proposed & { readonly status: 'proposed' })
  | (Confirmed & { readonly status: 'cooling' })
  | (Confirmed & { readonly status: 'in-force'; readonly inForceOn: Day; /** Rejected and returned lines that go out again. */ readonly linesPutRight: number })
  | (Proposed & Partial<Confirmed> & Ended & { readonly status: 'refused' | 'withdrawn' });

export const ACCOUNT_CHANGE_STATUSES = ['proposed', 'cooling', 'in-force', 'refused', 'withdrawn'] as const satisfies readonly AccountChange['status'][];
type Open = Extract<AccountChange, { status: 'proposed' | 'cooling' }>;

/** Which status may follow which. */
export const ACCOUNT_CHANGE_TRANSITIONS = {
  proposed: ['cooling', 'refused', 'withdrawn'],
  cooling: ['in-force', 'withdrawn'],
  'in-force': [],
  refused: [],
  withdrawn: [],
} as const satisfies Record<AccountChange['status'], readonly AccountChange['status'][]>;

export const ACCOUNT_CHANGE_REFUSALS = ['account-change.own-proposal', 'account-change.wrong-status', 'account-change.cooling'] as const;
export type AccountChangeRefusalCode = (typeof ACCOUNT_CHANGE_REFUSALS)[number];
type Decided<Status extends AccountChange['status']> = Result<Extract<AccountChange, { status: Status }>, Refusal<AccountChangeRefusalCode>>;

/** Who acts, and on which day of the city's business time. */
export interface ActedBy {
  readonly actor: string;
  readonly on: Day;
}

/** A second person has compared the account with the payee's evidence. The payee is told, and can object for so many days. */
export function confirm(change: AccountChange, { actor, on }: ActedBy, coolingDays: number): Decided<'cooling'> {
  if (change.status !== 'proposed') return wrongStatus(change);
  if (change.proposedBy === actor) return refuse('account-change.own-proposal');
  return ok({ ...change, status: 'cooling', confirmedBy: actor, confirmedOn: on, coolsUntil: addDays(on, coolingDays) });
}

/** A second person does not confirm it. */
export function refuseChange(change: AccountChange, { actor, on }: ActedBy, reason: string): Decided<'refused' | 'withdrawn'> {
  if (change.status !== 'proposed') return wrongStatus(change);
  if (change.proposedBy === actor) return refuse('account-change.own-proposal');
  return ok({ ...change, status: 'refused', endedBy: actor, endedOn: on, endReason: reason });
}

/** Takes it back: whoever proposed it saw a mistake, or the payee objected. Anybody may: the old account simply stays. */
export function withdraw(change: AccountChange, { actor, on }: ActedBy, reason: string): Decided<'refused' | 'withdrawn'> {
  return isOpen(change) ? ok({ ...change, status: 'withdrawn', endedBy: actor, endedOn: on, endReason: reason }) : wrongStatus(change);
}

/** The cooling time is over: the new account holds, and what had come back goes out again. */
export function takeEffect(change: AccountChange, on: Day, linesPutRight: number): Decided<'in-force'> {
  if (change.status !== 'cooling') return wrongStatus(change);
  if (on <= change.coolsUntil) return refuse('account-change.cooling', { until: change.coolsUntil });
  return ok({ ...change, status: 'in-force', inForceOn: on, linesPutRight });
}

export function isOpen(change: AccountChange): change is Open {
  return change.status === 'proposed' || change.status === 'cooling';
}

function wrongStatus(change: AccountChange): Result<never, Refusal<AccountChangeRefusalCode>> {
  return refuse('account-change.wrong-status', { status: change.status });
}
