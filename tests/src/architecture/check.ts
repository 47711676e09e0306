import { cycles } from './cycles.js';
import { frameworkLoaded } from './loaded.js';
import { parseSource } from './parsed-file.js';
import { rules, type Finding } from './rules.js';
import type { SourceFile, Workspace } from './source-file.js';

export interface Repository {
  readonly sources: readonly SourceFile[];
  readonly workspaces: readonly Workspace[];
  readonly root: Workspace;
}

/** Everything that breaks a rule of the design, in all files. */
export function check({ sources, workspaces, root }: Repository): readonly Finding[] {
  const files = sources.map(parseSource);
  const found = files.flatMap((file) => {
    const workspace = workspaces.find(({ folder }) => file.path.startsWith(`${folder}/`));
    if (workspace === undefined) throw new Error(`${file.path} belongs to no workspace`);
    return rules.flatMap((rule) => rule({ file, workspace, root }));
  });
  return [...found, ...cycles(files), ...frameworkLoaded(files)];
}
