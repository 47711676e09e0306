import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, join } from 'node:path';

/**
 * Loaded into a process before its own code (`node --import`): writes where its time went when it ends, as a file that
 * the developer tools of a browser open. The folder stands in this module's own address.
 */
const folder = new URL(import.meta.url).searchParams.get('folder') ?? '.';
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');

process.once('exit', () => {
  const name = `${basename(join(process.argv[1] ?? '', '../..'))}-${basename(process.argv[1] ?? '', '.js')}-${process.pid}.cpuprofile`;
  session.post('Profiler.stop', (error, stopped) => {
    if (error === null) writeFileSync(join(folder, name), JSON.stringify(stopped.profile));
  });
});
