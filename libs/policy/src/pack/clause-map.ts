import { REASON_CODES } from '../reason.js';
import type { PackDraft, Place } from './pack.draft.js';
import type { ClauseStatus } from './pack.schema.js';

/**
 * The clause map 条文对照 says of every sentence of the source what becomes of it. Everything that it names must be
 * there, and everything that decides must be named by it. Throws PackError at the line.
 */
export function checkClauseMap(draft: PackDraft): void {
  const known = new Set<string>();
  const coded = new Set<string>();
  for (const { value: clause, place } of draft.clauses) {
    if (known.has(clause.id)) throw place.at('id').fault(`the clause "${clause.id}" is said twice`);
    if (!clause.id.startsWith(`${draft.head.id}/`)) throw place.at('id').fault(`a clause that begins with ${draft.head.id}/ is expected`);
    known.add(clause.id);
    for (const [at, part] of clause.parts.entries()) checkStatus(draft, part.is, place.at('parts', at, 'is'), coded);
  }
  for (const { value, place } of draft.entitlements) {
    if (!coded.has(value.id)) throw place.at('id').fault(`a sentence of the clause map that says "coded: [${value.id}]" is expected`);
    for (const [name, parameter] of Object.entries(value.parameters ?? {})) checkClause(known, parameter.clause, place.at('parameters', name, 'clause'));
  }
  for (const { value, place } of draft.parameters.values()) {
    if (value.clause === undefined) throw place.fault('"clause" is expected: where the source says so');
    checkClause(known, value.clause, place.at('clause'));
  }
  for (const { value, place } of draft.targets) checkClause(known, value.clause, place.at('clause'));
}

function checkClause(known: ReadonlySet<string>, clause: string | undefined, place: Place): void {
  if (clause !== undefined && !known.has(clause)) throw place.fault(`a clause of the clause map is expected, "${clause}" is none`);
}

function checkStatus(draft: PackDraft, status: ClauseStatus, place: Place, coded: Set<string>): void {
  if ('needs-a-person' in status && !draft.reasons.has(status['needs-a-person'])) {
    throw place.fault(`one of the pack's reasons is expected (${[...draft.reasons.keys()].join(', ') || 'there is none'})`);
  }
  if (!('coded' in status)) return;
  for (const reference of status.coded) {
    if (!isKnown(draft, reference)) throw place.fault(`"${reference}" is not in this pack`);
    coded.add(reference);
  }
}

/** What a sentence may be coded as: an entitlement, a parameter, a target, a group, a fund, a check, or the days in force. */
function isKnown(draft: PackDraft, reference: string): boolean {
  const [kind, name] = splitReference(reference);
  switch (kind) {
    case 'entitlement': return draft.entitlements.some(({ value }) => value.id === name);
    case 'parameter': return isParameter(draft, name);
    case 'target': return draft.targets.some(({ value }) => value.indicator === name);
    case 'group': return draft.groups.has(name);
    case 'fund': return draft.funds.has(name);
    case 'check': return (REASON_CODES as readonly string[]).includes(name);
    case 'in-force': return true;
    default: return false;
  }
}

function splitReference(reference: string): [kind: string, name: string] {
  if (reference === 'in-force') return ['in-force', ''];
  const colon = reference.indexOf(':');
  return colon < 0 ? ['entitlement', reference] : [reference.slice(0, colon), reference.slice(colon + 1)];
}

/** `defaultFund` is the pack's own, `jinhua/7/post-allowance#fund` an entitlement's. */
function isParameter(draft: PackDraft, name: string): boolean {
  const [entitlement, parameter] = name.split('#');
  if (parameter === undefined) return draft.parameters.has(name);
  const found = draft.entitlements.find(({ value }) => value.id === entitlement);
  return found !== undefined && Object.hasOwn(found.value.parameters ?? {}, parameter);
}
