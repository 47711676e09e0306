import { runPackTests } from '../pack-test/run-pack-tests.js';
import { decide } from '../engine/decide.js';
import { inShort } from '../pack-test/run-pack-tests.js';
import type { Pack } from '../pack/pack.compile.js';
import type { PackSet } from '../pack/pack-set.js';
import type { PackSource } from '../pack/pack.source.js';
import type { PolicyRequest } from '../request.js';

/** A test whose answer is another one under the other version. */
export interface ChangedAnswer {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly entitlement: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Runs the same tests under both versions; a test that lies beside both is asked once. */
export function changedAnswers(packs: PackSet, before: Pack, after: Pack, sources: readonly PackSource[]): ChangedAnswer[] {
  const seen = new Set<string>();
  return runPackTests(packs, sources).flatMap(({ file, line, name, entitlement, request }) => {
    const key = JSON.stringify({ ...request, version: null });
    if (seen.has(key)) return [];
    seen.add(key);
    const answers = [before, after].map((pack) => decide(packs, under(pack, request)).decisions.map(inShort));
    const [old = [], now = []] = answers;
    return old.join('|') === now.join('|') ? [] : [{ file, line, name, entitlement, before: old, after: now }];
  });
}

function under({ identity }: Pack, request: PolicyRequest): PolicyRequest {
  return { ...request, pack: identity.id, version: identity.version };
}
