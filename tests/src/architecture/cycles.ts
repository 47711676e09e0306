import { importedFile, type ParsedFile } from './parsed-file.js';
import type { Finding } from './rules.js';

/** Files that import each other in a ring: under ESM one of them is loaded before what it needs. */
export function cycles(files: readonly ParsedFile[]): readonly Finding[] {
  const arrows = new Map(files.map((file) => [file.path, valueImports(file)]));
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      findings.push({ rule: 'no cycle', path, line: 1, says: [...trail.slice(at), path].join(' -> ') });
      return;
    }
    if (done.has(path)) return;
    for (const next of arrows.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of arrows.keys()) visit(path, []);
  return findings;
}

function valueImports(file: ParsedFile): readonly string[] {
  return file.imports.flatMap(({ specifier, isType }) => (isType ? [] : (importedFile(file.path, specifier) ?? [])));
}
