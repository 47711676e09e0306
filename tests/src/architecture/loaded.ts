import { withoutNest } from './layers.js';
import { importedFile, type Import, type ParsedFile } from './parsed-file.js';
import type { Finding } from './rules.js';

/** Of the web framework, whatever a process loads that serves nothing: a second of processor time at each of its starts. */
export function frameworkLoaded(files: readonly ParsedFile[]): readonly Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const findings: Finding[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const file = byPath.get(path);
    if (!file || seen.has(path)) return;
    seen.add(path);
    for (const one of file.imports.filter(({ isType }) => !isType)) {
      if (one.specifier.startsWith('@nestjs/')) findings.push({ rule: 'without Nest', path, line: one.line, says: `${[...trail, path].join(' -> ')} loads ${one.specifier}` });
      const next = loadedFile(path, one);
      if (next !== undefined) visit(next, [...trail, path]);
    }
  };
  for (const entry of withoutNest) visit(entry, []);
  return findings;
}

function loadedFile(from: string, { specifier }: Import): string | undefined {
  const [, library, door = 'index'] = /^@gongjiang\/([^/]+)(?:\/(\w+))?$/.exec(specifier) ?? [];
  return library === undefined ? importedFile(from, specifier) : `libs/${library}/src/${door}.ts`;
}
