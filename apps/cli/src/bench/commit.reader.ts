import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryRoot } from '@gongjiang/servers';

/** What was measured. */
export interface BenchCommit {
  readonly id: string;
  /** Something differs from what was committed: the figures are of nobody's version. */
  readonly isChanged: boolean;
}

/** The commit of the working copy; null where this is none, or git is not there. */
export async function commitHere(): Promise<BenchCommit | null> {
  const git = async (...args: string[]): Promise<string> => (await promisify(execFile)('git', args, { cwd: repositoryRoot })).stdout.trim();
  try {
    return { id: await git('rev-parse', 'HEAD'), isChanged: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    return null;
  }
}
