import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, join } from 'node:path';

/**
 * Loaded into a process before its own code (`node --import`): writes where its time went when it ends, as a file that
 * the developer tools of a browser open. Folder, and which entry file alone, stand in this module's own address.
 */
const asked = new URL(import.meta.url).searchParams;
const entry = basename(process.argv[1] ?? '', '.js');
if ([entry, ''].includes(asked.get('only') ?? '')) profileUntilExit(asked.get('folder') ?? '.');

function profileUntilExit(folder: string): void {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.once('exit', () => {
    const name = `${basename(join(process.argv[1] ?? '', '../..'))}-${entry}-${process.pid}.cpuprofile`;
    session.post('Profiler.stop', (error, stopped) => {
      if (error === null) writeFileSync(join(folder, name), JSON.stringify(stopped.profile));
    });
  });
}
