import { resolve } from 'node:path';

/** What Node is started with to write where its time went: every process, or those whose entry file is named so. */
export function profileOptions(folder: string, only = ''): readonly string[] {
  const hook = new URL('./profile.file.js', import.meta.url);
  hook.searchParams.set('folder', resolve(folder));
  hook.searchParams.set('only', only);
  return [`--import=${hook.href}`];
}
