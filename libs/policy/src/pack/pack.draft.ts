import { canonicalJson, sha256Hex } from '@gongjiang/kernel';
import type { EntitlementSource, GroupSource } from './entitlement.schema.js';
import type { ParameterSource } from './parameter.schema.js';
import { packFileSchema, type ClauseSource, type PackFile, type PackHead, type TargetSource } from './pack.schema.js';
import { PackError } from './pack.error.js';
import { readSource, type Located, type PackSource, type Path } from './pack.source.js';
import type { Wording } from './wording.schema.js';

/** Where something stands in a pack, to say so when it is wrong. */
export class Place {
  readonly #file: Located<unknown>;
  readonly #path: Path;

  constructor(file: Located<unknown>, path: Path) {
    this.#file = file;
    this.#path = path;
  }
  at(...path: Path): Place {
    return new Place(this.#file, [...this.#path, ...path]);
  }
  fault(expected: string): PackError {
    return new PackError(this.#file.file, this.#file.lineOf(this.#path), expected);
  }
}

export interface Placed<Value> {
  readonly value: Value;
  readonly place: Place;
}

/** All files of one pack version, read and put together, not yet compiled. */
export interface PackDraft {
  readonly head: PackHead;
  readonly place: Place;
  readonly hash: string;
  readonly funds: ReadonlyMap<string, Wording>;
  readonly reasons: ReadonlyMap<string, Wording>;
  readonly groups: ReadonlyMap<string, Placed<GroupSource>>;
  readonly parameters: ReadonlyMap<string, Placed<ParameterSource>>;
  readonly entitlements: readonly Placed<EntitlementSource>[];
  readonly clauses: readonly Placed<ClauseSource>[];
  readonly targets: readonly Placed<TargetSource>[];
}

/** Puts the files of one version together. Throws PackError where one is wrong or something is said twice. */
export function draftPack(sources: readonly PackSource[]): PackDraft {
  const files = sources.map((source) => readSource(source, packFileSchema));
  const first = files[0];
  if (!first) throw new PackError('(no file)', 1, 'a pack has at least one file');
  const heads = files.flatMap((file) => (file.value.pack ? [{ value: file.value.pack, place: new Place(file, ['pack']) }] : []));
  const head = heads[0];
  if (!head) throw new PackError(first.file, 1, 'a part "pack" is expected in one of the files: id, version, title, source, inForce');
  if (heads[1]) throw heads[1].place.fault('"pack" is said once only');
  return {
    head: head.value,
    place: head.place,
    hash: contentHash(files.map((file) => file.value)),
    funds: valuesOf(mergedRecords(files, 'funds')),
    reasons: valuesOf(mergedRecords(files, 'reasons')),
    groups: mergedRecords(files, 'groups'),
    parameters: mergedRecords(files, 'parameters'),
    entitlements: mergedLists(files, 'entitlements'),
    clauses: mergedLists(files, 'clauses'),
    targets: mergedLists(files, 'targets'),
  };
}

/** What a pack says, whatever its files are called, however they are cut, ordered and commented. */
function contentHash(files: readonly PackFile[]): string {
  return sha256Hex(canonicalJson(files.map((file) => canonicalJson(file)).sort()));
}

type RecordPart = 'funds' | 'reasons' | 'groups' | 'parameters';
type ListPart = 'entitlements' | 'clauses' | 'targets';

function valuesOf<Value>(placed: ReadonlyMap<string, Placed<Value>>): Map<string, Value> {
  return new Map([...placed].map(([name, { value }]) => [name, value]));
}

function mergedRecords<Part extends RecordPart>(files: readonly Located<PackFile>[], part: Part): Map<string, Placed<NonNullable<PackFile[Part]>[string]>> {
  const merged = new Map<string, Placed<NonNullable<PackFile[Part]>[string]>>();
  for (const file of files) {
    for (const [name, value] of Object.entries(file.value[part] ?? {})) {
      const place = new Place(file, [part, name]);
      if (merged.has(name)) throw place.fault(`"${name}" is said twice under "${part}"`);
      merged.set(name, { value: value as NonNullable<PackFile[Part]>[string], place });
    }
  }
  return merged;
}

function mergedLists<Part extends ListPart>(files: readonly Located<PackFile>[], part: Part): Placed<NonNullable<PackFile[Part]>[number]>[] {
  return files.flatMap((file) => (file.value[part] ?? []).map((value, at) => ({ value: value as NonNullable<PackFile[Part]>[number], place: new Place(file, [part, at]) })));
}
