import { isDay, isLevel, isMonth, yearOf, type Month, type Period } from '@gongjiang/kernel';
import type { EntitlementDescription, FactDescription } from '@gongjiang/policy';
import { cellAs, cellThat, Misfit, rowReader, textCell, type Cell, type RowReader } from '../import/roster.cells.js';
import type { FactValue } from '../grant/grant.js';
import { CLAIM_SUBJECT, MAX_SUBJECT_CHARACTERS } from './claim.js';
import { isNumberFor } from './claim.payee.js';

/** Facts that a roster does not state: the registry knows the one in each month, and the claim's month is the other. */
const NOT_STATED = new Set(['employed', 'firstMonth']);

/** What every roster of claims states. */
interface ClaimBase {
  /** An organisation's is its unified social credit code. */
  readonly identityNumber: string;
  readonly certificateNumber: string;
  readonly firstMonth: Month;
}

/** A claim as one row of a roster states it. */
export interface ClaimRow extends ClaimBase {
  readonly facts: Readonly<Record<string, FactValue>>;
}

/** The facts of an entitlement that its roster states: a column each. */
export function statedFacts(entitlement: EntitlementDescription): readonly FactDescription[] {
  return entitlement.facts.filter((fact) => !NOT_STATED.has(fact.name));
}

/** True where the clause itself asks for the first month: it is then a fact of the claim too. */
export function asksForFirstMonth(entitlement: EntitlementDescription): boolean {
  return entitlement.facts.some((fact) => fact.name === 'firstMonth');
}

/** The period that a claim from a month on is for: its year where it is paid by the year. */
export function periodOfClaim(entitlement: EntitlementDescription, firstMonth: Month): Period {
  return entitlement.times === 'yearly' ? yearOf(firstMonth) : firstMonth;
}

/** Reads the roster of claims for an entitlement. */
export function claimRows(entitlement: EntitlementDescription): RowReader<ClaimRow> {
  const facts = statedFacts(entitlement);
  const withFirstMonth = asksForFirstMonth(entitlement);
  const cells = rowReader<ClaimBase & Readonly<Record<string, FactValue>>>({
    identityNumber: cellThat((number) => isNumberFor(entitlement, number), 'roster.identity-number'),
    certificateNumber,
    firstMonth: cellThat(isMonth, 'roster.no-month'),
    ...Object.fromEntries(facts.map((fact) => [fact.name, factCell(fact)])),
  });
  return {
    columns: cells.columns,
    read(line, problems) {
      const row = cells.read(line, problems);
      if (!row) return undefined;
      const stated: Record<string, FactValue> = {};
      for (const { name } of facts) stated[name] = row[name] as FactValue;
      if (withFirstMonth) stated['firstMonth'] = row.firstMonth;
      return { identityNumber: row.identityNumber, certificateNumber: row.certificateNumber, firstMonth: row.firstMonth, facts: stated };
    },
  };
}

const UNFIT = new Misfit('roster.unfit');
const certificateNumber = textCell(MAX_SUBJECT_CHARACTERS, (text) => (CLAIM_SUBJECT.test(text) ? text : UNFIT));
const MAX_TEXT_CHARACTERS = 100;

function factCell(fact: FactDescription): Cell<FactValue> {
  switch (fact.type) {
    case 'yes-no': return cellAs((text) => text === 'true' || text === 'false', (text) => text === 'true', 'roster.yes-no');
    case 'count': case 'index': return cellAs(isWholeNumber, Number, 'roster.no-number');
    case 'amount': return cellAs(isWholeNumber, Number, 'roster.no-amount');
    case 'level': return cellThat(isLevel, 'roster.not-named');
    case 'choice': return cellThat((text) => fact.values?.includes(text) ?? false, 'roster.not-named');
    case 'day': return cellThat(isDay, 'roster.no-day');
    case 'month': return cellThat(isMonth, 'roster.no-month');
    case 'text': return textCell(MAX_TEXT_CHARACTERS);
  }
}

function isWholeNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
