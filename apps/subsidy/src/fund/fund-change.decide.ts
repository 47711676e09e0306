import { ok, refuse, yearOf, type Day, type Refusal, type Result, type Year } from '@gongjiang/kernel';
import type { Fund } from './fund.js';
import type { FundChange, FundChangeRefusalCode, FundMatter } from './fund-change.js';
import { shareBudgetFen } from './fund.move.js';
import type { FundSettings } from './fund.settings.js';

/** Proposals of one fund-year that wait for their second person: more is a list that nobody reads. */
export const MAX_OPEN_PROPOSALS = 50;

interface By {
  readonly actor: string;
  readonly on: Day;
}
export type FundChangeCommand =
  | (By & { readonly kind: 'confirm' })
  | (By & { readonly kind: 'reject'; readonly reason: string });
type Refused = Refusal<FundChangeRefusalCode>;

/** What is asked before a change is proposed, and again when it is confirmed. */
export interface FundFacts {
  readonly today: Day;
  readonly fund: Fund | undefined;
  readonly settings: FundSettings;
  /** Of the fund that a transfer goes to; undefined where there is none, or the city has no such fund. */
  readonly target: { readonly fund: Fund | undefined; readonly settings: FundSettings; readonly isKnown: boolean } | undefined;
}

/** Decides on a proposal. Who proposed it may take it back, and not confirm it. */
export function decideFundChange(command: FundChangeCommand, change: FundChange): Result<FundChange, Refused> {
  if (change.status !== 'proposed') return refuse('fund-change.decided', { status: change.status });
  if (command.kind === 'reject') return ok({ ...change, status: 'rejected', rejectedBy: command.actor, rejectedFor: command.reason });
  if (command.actor === change.proposedBy) return refuse('fund-change.own-proposal');
  return ok({ ...change, status: 'confirmed', confirmedBy: command.actor, confirmedOn: command.on });
}

/** Refuses what cannot be, by what is known now. What batches and the ledger say of a year that is to be closed is asked apart. */
export function checkMatter(matter: FundMatter, { fund: name, year }: { readonly fund: string; readonly year: Year }, facts: FundFacts): Result<true, Refused> {
  if (facts.fund && facts.fund.closure.status === 'closed') return refuse('fund.year-closed', { fund: name, year });
  switch (matter.kind) {
    case 'budget':
      if (matter.changeFen === 0) return refuse('fund.nothing-changed');
      if (shareBudgetFen(facts.fund, matter) !== matter.seenFen) return refuse('fund.budget-moved', { seenFen: matter.seenFen, budgetFen: shareBudgetFen(facts.fund, matter) });
      return ok(true);
    case 'transfer': return checkTransfer(matter, name, year, facts);
    case 'year-close':
      if (!facts.fund) return refuse('fund.unknown', { fund: name, year });
      return year < yearOf(facts.today) ? ok(true) : refuse('fund.year-running', { year });
  }
}

function checkTransfer(matter: Extract<FundMatter, { kind: 'transfer' }>, name: string, year: Year, { fund, settings, target }: FundFacts): Result<true, Refused> {
  if (!fund) return refuse('fund.unknown', { fund: name, year });
  if (matter.toFund === name) return refuse('fund.same-fund');
  if (!target?.isKnown) return refuse('fund.unknown-fund', { fund: matter.toFund });
  if (settings.kind === 'special' || target.settings.kind === 'special') return refuse('fund.special-apart', { fund: settings.kind === 'special' ? name : matter.toFund });
  return target.fund && target.fund.closure.status !== 'open' ? refuse('fund.year-closed', { fund: matter.toFund, year }) : ok(true);
}
