import { fen, month } from '@gongjiang/kernel';
import { chunkIdOf } from '../batch/batch.range.js';
import { draftBatch } from '../batch/batch.builders.js';
import { JINHUA } from '../city/city.builders.js';
import { periodsOf, type Grant } from '../grant/grant.js';
import type { Due, PastDue } from '../item/item.js';
import type { PersonFacts } from '../person/person.js';
import { factsNo } from '../person/person.builders.js';
import type { CalculationInput } from './chunk.calculation.js';

export const NOVEMBER = month('2026-11');
export const CHUNK_ID = chunkIdOf(draftBatch().id, 1, 1);

export function dueOfGrant(grant: Grant): Due {
  const { city, person, entitlement, subject } = grant;
  return { city, person, entitlement, subject, period: periodsOf(grant, NOVEMBER, NOVEMBER)[0] ?? NOVEMBER };
}

/** The due of a grant has so many items already, which come to this sum. */
export function pastOf(grant: Grant, amountFen: number, items = 1, due: Partial<Due> = {}): PastDue {
  return { due: { ...dueOfGrant(grant), ...due }, amountFen: fen(amountFen), items, isPaid: true };
}

/** What a chunk of November rests on: every person known and in work, nothing paid before, unless the test says so. */
export function inputOf(parts: { readonly grants: readonly Grant[]; readonly persons?: readonly PersonFacts[]; readonly history?: readonly PastDue[]; readonly rechecks?: CalculationInput['rechecks']; readonly offsets?: CalculationInput['offsets']; readonly findings?: CalculationInput['findings']; readonly credit?: CalculationInput['credit'] }): CalculationInput {
  const tokens = [...new Set(parts.grants.map((grant) => grant.person))];
  const persons = parts.persons ?? tokens.map((token, n) => ({ ...factsNo(n), token }));
  const history = new Map(tokens.map((token) => [token, (parts.history ?? []).filter((past) => past.due.person === token)]));
  return {
    city: parts.grants[0]?.city ?? JINHUA, chunkId: CHUNK_ID, month: NOVEMBER, grants: parts.grants, rechecks: parts.rechecks ?? {},
    persons: new Map(persons.map((person) => [person.token, person])), history, findings: parts.findings ?? new Map(), credit: parts.credit ?? new Map(), offsets: parts.offsets ?? new Map(),
  };
}
