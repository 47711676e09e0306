import { posix } from 'node:path';
import { parseSync, type ParseResult } from 'oxc-parser';
import type { SourceFile } from './source-file.js';

export interface Import {
  readonly specifier: string;
  /** Names as the other module exports them; empty for `import 'x'`, `import * as x` and `export * from`. */
  readonly names: readonly string[];
  /** True when nothing is left of it after compilation. */
  readonly isType: boolean;
  readonly line: number;
}

/** Stands for a module whose name only the running program knows. */
export const COMPUTED = '(computed)';

/** A global or a member of one that the file reads, calls or constructs: `Date.now`, `new Date()`, `process.env`. */
export interface Use {
  readonly of: string;
  readonly line: number;
}

export interface ParsedFile {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly uses: readonly Use[];
}

export function parseSource({ path, text }: SourceFile): ParsedFile {
  const parsed = parseSync(path, text);
  const [problem] = parsed.errors;
  if (problem !== undefined) throw new Error(`${path}: ${problem.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  return { path, imports: importsOf(parsed, text, lineAt), uses: usesOf(parsed, lineAt) };
}

/** The file that a relative import means, from the repository's root; undefined for a package. */
export function importedFile(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier).replace(/\.js(x?)$/, '.ts$1') : undefined;
}

function importsOf({ module }: ParseResult, text: string, lineAt: (offset: number) => number): readonly Import[] {
  const imported = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    names: entries.flatMap(({ importName }) => importName.name ?? []),
    isType: entries.length > 0 && entries.every((entry) => entry.isType),
    line: lineAt(start),
  }));
  const exported = module.staticExports.flatMap(({ entries, start }) => entries.flatMap(({ moduleRequest, importName, isType }) => (
    moduleRequest === null ? [] : [{ specifier: moduleRequest.value, names: importName.name === null ? [] : [importName.name], isType, line: lineAt(start) }]
  )));
  const dynamic = module.dynamicImports.map(({ moduleRequest, start }) => ({
    specifier: /^(['"`])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[2] ?? COMPUTED,
    names: [],
    isType: false,
    line: lineAt(start),
  }));
  return [...imported, ...exported, ...dynamic];
}

function usesOf({ program }: ParseResult, lineAt: (offset: number) => number): readonly Use[] {
  const uses: Use[] = [];
  const look = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(look);
    if (!isNode(part)) return;
    const of = useOf(part);
    if (of !== undefined) uses.push({ of, line: lineAt(part.start) });
    Object.values(part).forEach(look);
  };
  look(program);
  return uses;
}

/** Any node of the syntax tree; only what is looked at is told. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly name?: string;
  readonly value?: unknown;
  readonly object?: Node;
  readonly property?: Node;
  readonly callee?: Node;
  readonly arguments?: readonly Node[];
}

function isNode(part: unknown): part is Node {
  return typeof part === 'object' && part !== null && 'type' in part && 'start' in part;
}

function useOf(node: Node): string | undefined {
  if (node.type === 'MemberExpression') return pathOf(node);
  if (node.callee?.type !== 'Identifier') return undefined;
  if (node.type === 'NewExpression') return node.arguments?.length === 0 ? `new ${node.callee.name}()` : undefined;
  return `${node.callee.name}()`;
}

/** `process.env.HOME` for a chain of members that begins with a name. */
function pathOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.object === undefined) return undefined;
  const object = pathOf(node.object);
  return object === undefined ? undefined : `${object}.${memberName(node.property)}`;
}

/** The same for `Date.now` and `Date['now']`; empty where only the running program knows. */
function memberName(property: Node | undefined): string {
  return property?.name ?? (typeof property?.value === 'string' ? property.value : '');
}
