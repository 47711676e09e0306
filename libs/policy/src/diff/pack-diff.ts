import { canonicalJson } from '@gongjiang/kernel';
import type { Pack } from '../pack/pack.compile.js';
import type { Wording } from '../pack/wording.schema.js';
import { differencesOf, type Difference } from './difference.js';
import { parameterSentences } from './parameter-words.js';

/** What changed from one version of a pack to another, in sentences in both languages, by the place where it stands. */
export interface PackDiff {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
  /** The entitlements whose answers may be other ones, in order. */
  readonly touched: readonly string[];
}

export interface Change {
  /** An entitlement, a clause, or a part of the pack. */
  readonly place: string;
  readonly sentences: readonly string[];
}

/** Compares two versions, or two packs, by what they say. */
export function diffPacks(before: Pack, after: Pack): PackDiff {
  const changes = [...headChanges(before, after), ...clauseChanges(before, after), ...packParameterChanges(before, after), ...entitlementChanges(before, after), ...groupChanges(before, after), ...targetChanges(before, after)];
  return { from: nameOf(before), to: nameOf(after), changes, touched: touchedBy(before, after) };
}

function nameOf({ identity }: Pack): string {
  return `${identity.id}@${identity.version}`;
}

function headChanges(before: Pack, after: Pack): Change[] {
  const { version: _, ...old } = before.draft.head;
  const { version: __, ...now } = after.draft.head;
  return changed('pack', differencesOf(old, now).map(sentence));
}

function clauseChanges(before: Pack, after: Pack): Change[] {
  return pairs(before.draft.clauses.map(({ value }) => value), after.draft.clauses.map(({ value }) => value), ({ id }) => id).flatMap(([id, old, now]) => {
    if (old === undefined) return [{ place: id, sentences: [`新增条款 · a new clause: ${both(now?.title)}`] }];
    if (now === undefined) return [{ place: id, sentences: [`删去条款 · the clause is gone: ${both(old.title)}`] }];
    return changed(id, [...differencesOf({ title: old.title }, { title: now.title }).map(sentence), ...partSentences(old.parts, now.parts)]);
  });
}

type Part = Pack['draft']['clauses'][number]['value']['parts'][number];

function partSentences(before: readonly Part[], after: readonly Part[]): string[] {
  return pairs(before, after, ({ digest }) => digest).flatMap(([, old, now]) => {
    if (old === undefined) return [`新增 · new: “${both(now?.about)}”`];
    if (now === undefined) return [`删去 · gone: “${both(old.about)}”`];
    const told = both(old.about) === both(now.about) ? [] : [`“${both(old.about)}” → “${both(now.about)}”`];
    return canonicalJson(old.is) === canonicalJson(now.is) ? told : [...told, `“${both(now.about)}”: ${canonicalJson(old.is)} → ${canonicalJson(now.is)}`];
  });
}

function both(words: Wording | undefined): string {
  return words === undefined ? '' : `${words.zh} · ${words.en}`;
}

function packParameterChanges(before: Pack, after: Pack): Change[] {
  const old = Object.fromEntries([...before.draft.parameters].map(([name, { value }]) => [name, value]));
  const now = Object.fromEntries([...after.draft.parameters].map(([name, { value }]) => [name, value]));
  return changed('parameters', parameterSentences(old, now));
}

function entitlementChanges(before: Pack, after: Pack): Change[] {
  return pairs(before.draft.entitlements.map(({ value }) => value), after.draft.entitlements.map(({ value }) => value), ({ id }) => id).flatMap(([id, old, now]) => {
    if (old === undefined) return [{ place: id, sentences: [`新增待遇 · a new entitlement: ${now?.title.zh ?? ''} · ${now?.title.en ?? ''}`] }];
    if (now === undefined) return [{ place: id, sentences: [`取消待遇 · the entitlement is gone: ${old.title.zh} · ${old.title.en}`] }];
    const { parameters: oldParameters, ...oldRest } = old;
    const { parameters: newParameters, ...newRest } = now;
    return changed(id, [...parameterSentences(oldParameters ?? {}, newParameters ?? {}), ...differencesOf(named(oldRest), named(newRest)).map(sentence)]);
  });
}

/** Conditions and steps by their names, so that a new one does not shift the others. */
function named(entitlement: Omit<Pack['draft']['entitlements'][number]['value'], 'parameters'>): object {
  const byName = <Item extends { name: string }>(items: readonly Item[] | undefined): Record<string, Item> => Object.fromEntries((items ?? []).map((item) => [item.name, item]));
  return { ...entitlement, conditions: byName(entitlement.conditions), amount: byName(entitlement.amount), order: (entitlement.amount ?? []).map(({ name }) => name).join(' → ') };
}

function groupChanges(before: Pack, after: Pack): Change[] {
  const groups = (pack: Pack): object => Object.fromEntries([...pack.draft.groups].map(([name, { value }]) => [name, value]));
  return changed('groups', differencesOf(groups(before), groups(after)).map(sentence));
}

function targetChanges(before: Pack, after: Pack): Change[] {
  const targets = (pack: Pack): object => Object.fromEntries(pack.draft.targets.map(({ value }) => [`${value.indicator} ${value.name} ${value.from}–${value.until ?? ''}`, value]));
  return changed('targets', differencesOf(targets(before), targets(after)).map(sentence));
}

/** An entitlement is touched where its own words changed, or a parameter, group or validity that it uses. */
function touchedBy(before: Pack, after: Pack): string[] {
  const ids = [...new Set([...before.entitlements.keys(), ...after.entitlements.keys()])].sort();
  return ids.filter((id) => meaningOf(before, id) !== meaningOf(after, id));
}

function meaningOf(pack: Pack, id: string): string {
  const source = pack.draft.entitlements.find(({ value }) => value.id === id)?.value;
  if (source === undefined) return '';
  const group = source.group === undefined ? null : (pack.draft.groups.get(source.group.name)?.value ?? null);
  const text = JSON.stringify(source);
  const used = [...pack.draft.parameters].filter(([name]) => new RegExp(`\\b${name}\\b`).test(text)).map(([name, { value }]) => [name, value.values]);
  return canonicalJson({ source, group, inForce: pack.draft.head.inForce, used });
}

function changed(place: string, sentences: readonly string[]): Change[] {
  return sentences.length === 0 ? [] : [{ place, sentences }];
}

function sentence({ path, before, after }: Difference): string {
  return `${path}: ${before ?? '（无 · none）'} → ${after ?? '（无 · none）'}`;
}

function pairs<Item>(before: readonly Item[], after: readonly Item[], keyOf: (item: Item) => string): [string, Item | undefined, Item | undefined][] {
  const keys = [...new Set([...before, ...after].map(keyOf))];
  return keys.map((key) => [key, before.find((item) => keyOf(item) === key), after.find((item) => keyOf(item) === key)]);
}
