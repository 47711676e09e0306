import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A file as the checker sees it; tests make some up. */
export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** What a workspace's package.json says. */
export interface Workspace {
  /** From the repository's root: `libs/kernel`. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** Every TypeScript source of the repository. */
export function readSources(root: string, workspaces: readonly Workspace[]): readonly SourceFile[] {
  return workspaces.flatMap(({ folder }) => {
    const sources = join(root, folder, 'src');
    const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    return names.map((name) => join(sources, name)).filter((file) => statSync(file).isFile()).map((file) => ({
      path: relative(root, file).split(sep).join('/'),
      text: readFileSync(file, 'utf8'),
    }));
  });
}

/** Every workspace, the root included under the empty folder. */
export function readWorkspaces(root: string): { readonly root: Workspace; readonly workspaces: readonly Workspace[] } {
  const folders = ['libs', 'apps'].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`)).concat('tests');
  return { root: readWorkspace(root, ''), workspaces: folders.map((folder) => readWorkspace(root, folder)) };
}

function readWorkspace(root: string, folder: string): Workspace {
  const written = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string; dependencies?: object; devDependencies?: object };
  return { folder, name: written.name, dependencies: Object.keys(written.dependencies ?? {}), devDependencies: Object.keys(written.devDependencies ?? {}) };
}
