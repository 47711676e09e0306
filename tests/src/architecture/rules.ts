import { isBuiltin } from 'node:module';
import {
  configFile, door, entryPoint, layers, notForServices, pureLibraries, pureNodeNames, purePackages,
  technicalFiles, technicalFolders, technicalRoles, technicalRolesOfPureLibraries, testFile,
} from './layers.js';
import { COMPUTED, importedFile, type Import, type ParsedFile } from './parsed-file.js';
import type { Workspace } from './source-file.js';

export interface Finding {
  readonly rule: 'pure' | 'apps apart' | 'layers' | 'declared' | 'environment' | 'no forwardRef' | 'no cycle' | 'without Nest';
  readonly path: string;
  readonly line: number;
  readonly says: string;
}

/** One file together with the workspace that it belongs to. */
export interface Subject {
  readonly file: ParsedFile;
  readonly workspace: Workspace;
  readonly root: Workspace;
}

type Rule = (subject: Subject) => readonly Finding[];

/** True for a file in which time, chance, servers and frameworks have no place. */
export function isPure(path: string): boolean {
  if (testFile.test(path) || door.test(path) || configFile.test(path) || path in technicalFiles || technicalFolders.test(path)) return false;
  if (pureLibraries.some((name) => path.startsWith(`libs/${name}/src/`))) return !technicalRolesOfPureLibraries.includes(roleOf(path));
  return /^apps\/[^/]+\/src\/[^/]+\//.test(path) && !technicalRoles.includes(roleOf(path));
}

/** `mongo` for `batch.store.mongo.ts`; empty for `batch.ts`. */
function roleOf(path: string): string {
  const parts = (path.split('/').at(-1) ?? '').split('.');
  return parts.length > 2 ? (parts.at(-2) ?? '') : '';
}

const IMPURE_USE = /^(globalThis\..*|Date\.now|Date\(\)|new Date\(\)|Math\.random|performance\.now|Temporal\.Now\..*|process\..*|crypto\.(randomUUID|getRandomValues)|(fetch|setTimeout|setInterval|setImmediate|require)\(\))$/;

const pureUses: Rule = ({ file }) => (isPure(file.path) ? file.uses.filter(({ of }) => IMPURE_USE.test(of)) : [])
  .map(({ of, line }) => ({ rule: 'pure', path: file.path, line, says: `${of} in pure code: take it as an argument` }));

const pureImports: Rule = ({ file }) => (isPure(file.path) ? file.imports.filter((one) => !isPureImport(file.path, one)) : [])
  .map(({ specifier, line }) => ({ rule: 'pure', path: file.path, line, says: `imports ${specifier}, which is not pure` }));

function isPureImport(from: string, { specifier, names, isType }: Import): boolean {
  const target = importedFile(from, specifier);
  if (target !== undefined) return isType || isPure(target);
  const own = ownLibrary(specifier);
  if (own !== undefined) return isType || (pureLibraries as readonly string[]).includes(own);
  const allowedNames = pureNodeNames[specifier];
  if (allowedNames !== undefined) return names.length > 0 && names.every((name) => allowedNames.includes(name));
  return purePackages.includes(packageOf(specifier));
}

const appsApart: Rule = ({ file, workspace }) => file.imports.flatMap(({ specifier, line }) => {
  const target = importedFile(file.path, specifier);
  const leaves = target !== undefined && !target.startsWith(`${workspace.folder}/`);
  const isApp = target === undefined && specifier.startsWith('@gongjiang/') && !((ownLibrary(specifier) ?? '') in layers);
  if (!leaves && !isApp) return [];
  const says = leaves ? `reaches out of ${workspace.folder} to ${specifier}` : `imports ${specifier}: services speak by interface and event only`;
  return [{ rule: 'apps apart' as const, path: file.path, line, says }];
});

const layering: Rule = ({ file, workspace }) => file.imports.flatMap(({ specifier, line }) => {
  const library = ownLibrary(specifier);
  if (library === undefined || !(library in layers) || mayBuildOn(workspace, library, testFile.test(file.path))) return [];
  return [{ rule: 'layers' as const, path: file.path, line, says: `${workspace.folder} is not built on ${library}` }];
});

function mayBuildOn({ folder }: Workspace, library: string, isTest: boolean): boolean {
  const [group = '', name = ''] = folder.split('/');
  if (group === 'tests' || (isTest && library in notForServices)) return true;
  if (group === 'libs') return layers[name]?.includes(library) ?? false;
  return notForServices[library]?.includes(name) ?? true;
}

const declared: Rule = ({ file, workspace, root }) => file.imports.flatMap(({ specifier, line }) => {
  const known = testFile.test(file.path) || workspace.folder === 'tests'
    ? [...workspace.dependencies, ...workspace.devDependencies, ...root.devDependencies]
    : workspace.dependencies;
  if (specifier === COMPUTED || specifier.startsWith('.') || specifier.startsWith('node:') || known.includes(packageOf(specifier))) return [];
  const says = isBuiltin(specifier)
    ? `${specifier} is Node's own: write node:${specifier}`
    : `${packageOf(specifier)} is not in the package.json of ${workspace.folder}`;
  return [{ rule: 'declared' as const, path: file.path, line, says }];
});

const environment: Rule = ({ file }) => {
  if (configFile.test(file.path) || testFile.test(file.path)) return [];
  const imported = file.imports.filter(({ specifier }) => specifier === 'node:process').map(({ line }) => line);
  const read = entryPoint.test(file.path) ? /^process\.env\./ : /^process\.(env(\..*)?)?$/;
  const used = file.uses.filter(({ of }) => read.test(of)).map(({ line }) => line);
  return [...new Set([...imported, ...used])].map((line) => ({ rule: 'environment', path: file.path, line, says: 'only config.ts reads the environment' }));
};

const noForwardRef: Rule = ({ file }) => file.imports.filter(({ names }) => names.includes('forwardRef'))
  .map(({ line }) => ({ rule: 'no forwardRef', path: file.path, line, says: 'two modules that need each other are one, or three' }));

export const rules: readonly Rule[] = [pureUses, pureImports, appsApart, layering, declared, environment, noForwardRef];

/** `kernel` for `@gongjiang/kernel` and for `@gongjiang/kernel/x`. */
function ownLibrary(specifier: string): string | undefined {
  return /^@gongjiang\/([^/]+)/.exec(specifier)?.[1];
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
