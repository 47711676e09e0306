import type { Day } from '@gongjiang/kernel';
import { narrow } from '../engine/narrow.js';
import { factProblem } from '../engine/fact-problem.js';
import { keyOf } from '../engine/same-kind.js';
import { StepChain } from '../engine/step-chain.js';
import { stepText } from '../engine/step.js';
import type { EntitlementRule, EntitlementSteps, FactRule, GroupRule, PackIdentity } from '../engine/rule.js';
import { LEVELS } from '@gongjiang/kernel';
import type { EntitlementSource, FactSource } from './entitlement.schema.js';
import { compileEra } from './era.compile.js';
import type { PackDraft, Placed } from './pack.draft.js';
import { Scope } from './scope.js';
import type { Wording } from './wording.schema.js';

/** Compiles one entitlement of a pack. Throws PackError at the line that is wrong. */
export function compileEntitlement(draft: PackDraft, pack: PackIdentity, placed: Placed<EntitlementSource>): EntitlementRule {
  const { value: source, place } = placed;
  const clause = narrow(source.id.slice(0, source.id.lastIndexOf('/')));
  if (!source.id.startsWith(`${pack.id}/`)) throw place.at('id').fault(`an id that begins with ${pack.id}/ is expected`);
  const facts = new Map(Object.entries(source.facts ?? {}).map(([name, value]) => [name, { value, place: place.at('facts', name) }]));
  const own = Object.entries(source.parameters ?? {}).map(([name, value]) => [name, { value, place: place.at('parameters', name) }] as const);
  const scope = new Scope(facts, new Map([...draft.parameters, ...own]));
  checkNames(placed, facts, scope);
  const from = later(draft.head.inForce.from, source.from);
  return {
    id: narrow(source.id),
    pack,
    clause,
    title: source.title,
    words: wordsOf(source),
    kinds: new Set(source.beneficiaries),
    kindList: source.beneficiaries,
    times: source.times,
    pays: source.pays ?? source.standard === undefined,
    referral: source.standard !== undefined,
    paysFromFund: source.standard === undefined && (source.pays ?? true),
    hasQuota: source.quota !== undefined,
    from,
    until: earlier(draft.head.inForce.until, source.until),
    ruleDay: source.ruleDay,
    facts: [...facts].map(([name, fact]) => factRule(name, fact.value, source)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    group: source.group === undefined ? undefined : { ...groupRule(draft, placed, source.group.name), apart: source.group.apart === 'period' },
    eras: scope.turningDays(from).map((day) => compileEra(placed, clause, scope, day)),
    courses: new StepChain(),
    steps: commonSteps(clause, [...facts.keys()], from, earlier(draft.head.inForce.until, source.until)),
  };
}

function later(a: Day, b: Day | undefined): Day {
  return b !== undefined && b > a ? b : a;
}

function earlier(a: Day | undefined, b: Day | undefined): Day | undefined {
  return a !== undefined && (b === undefined || a < b) ? a : b;
}

function wordsOf({ conditions, amount }: EntitlementSource): Map<string, Wording> {
  const words = new Map((conditions ?? []).map(({ name, text }) => [`condition/${name}`, text]));
  for (const step of amount ?? []) words.set(`${'is' in step ? 'amount' : 'limit' in step ? 'limit' : 'uplift'}/${step.name}`, step.text);
  return words;
}

function factRule(name: string, fact: FactSource, entitlement: EntitlementSource): FactRule {
  const named = fact.type === 'level' ? LEVELS : fact.values === undefined ? undefined : Object.keys(fact.values);
  const neededForTermOnly = entitlement.term !== undefined && 'first' in entitlement.term && entitlement.term.first === name && !isReadByFormula(entitlement, name);
  return { name, jsonKey: narrow(`"${name}":`), title: fact.title, type: fact.type, named: named && new Set(named), problem: factProblem(fact.type, new Set(named)), values: fact.values, neededForTermOnly };
}

function isReadByFormula({ conditions, amount, standard }: EntitlementSource, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(JSON.stringify({ conditions, amount, standard }));
}

function groupRule(draft: PackDraft, { place }: Placed<EntitlementSource>, name: string): GroupRule {
  const group = draft.groups.get(name)?.value;
  if (!group) throw place.at('group').fault(`a group of this pack is expected (${[...draft.groups.keys()].join(', ') || 'there is none'})`);
  const acrossCities = group.acrossCities ?? false;
  return { identity: acrossCities ? name : `${draft.head.id}/${name}`, name, title: group.title, key: keyOf(group.key), keyParts: group.key, acrossCities, onPaid: group.onPaid };
}

/** Names outside formulas: each must be a parameter or a fact of the right kind. */
function checkNames({ value: source, place }: Placed<EntitlementSource>, facts: ReadonlyMap<string, Placed<FactSource>>, scope: Scope): void {
  const parameter = (name: string | undefined, ...path: string[]): void => {
    if (name !== undefined && !scope.has(name)) throw place.at(...path).fault(`there is no parameter "${name}"`);
  };
  const fact = (name: string | undefined, type: string, ...path: string[]): void => {
    if (name !== undefined && facts.get(name)?.value.type !== type) throw place.at(...path).fault(`a fact of type ${type} is expected`);
  };
  parameter(source.fund, 'fund');
  parameter(source.quota, 'quota');
  parameter(source.total?.limit, 'total', 'limit');
  fact(source.ruleDay, 'day', 'ruleDay');
  if (source.term && 'months' in source.term) {
    parameter(source.term.months, 'term', 'months');
    fact(source.term.first, 'month', 'term', 'first');
  } else if (source.term) {
    parameter(source.term.last, 'term', 'last');
    fact(source.term.index, 'index', 'term', 'index');
  }
  const isPaid = source.standard === undefined && (source.pays ?? true);
  if (isPaid && source.fund === undefined) throw place.fault('"fund" is expected: the parameter that names the fund');
}

function commonSteps(clause: string, facts: readonly string[], from: Day, until: Day | undefined): EntitlementSteps {
  const step = (name: string, reads: readonly string[]) => stepText({ step: name, clause, reads });
  const parameters = new Map(until === undefined ? [['from', from]] : [['from', from], ['until', until]]);
  return {
    inForce: stepText({ step: 'in-force', clause, reads: ['period'], parameters }),
    kind: step('beneficiary-kind', ['kind']),
    period: step('period', ['period']),
    fact: new Map(facts.map((name) => [name, step(`fact/${name}`, [name])])),
    credit: step('credit', ['barredFrom', 'barredUntil']),
    parameter: step('parameter', ['parameter']),
    overflow: step('exact', []),
    nothingDue: step('due', ['amount']),
    history: step('history', ['entries', 'paid']),
    sameKind: step('same-kind', ['amount', 'higherAmount', 'higherClaim']),
    topUp: step('top-up', ['amount', 'paid']),
  };
}
