import type { PackSource } from '../pack/pack.source.js';
import { fillClauseMap } from '../source-fill.js';
import { CLAUSES, ENTITLEMENTS, PACK, SAMPLE_SOURCE, TESTS } from './templates.js';

export function isPackId(text: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) && text.length <= 40;
}

/** The files of a new city's pack, by their paths below the folder of packs: they load, and their tests pass. */
export function newPackFiles(city: string): PackSource[] {
  const file = (name: string, text: string): PackSource => ({ file: `${city}/1.0.0/${name}`, text: text.replaceAll('CITY', city) });
  const filled = fillClauseMap([file('pack.yaml', PACK), file('clauses.yaml', CLAUSES)], SAMPLE_SOURCE.replaceAll('CITY', city));
  if (!filled.ok) throw new Error(filled.reason);
  return [...filled.files, file('entitlements.yaml', ENTITLEMENTS), file('tests/1-certificate.yaml', TESTS)];
}
