import { writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector';
import { findSourceMap, type SourceMapping } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
      if (error === null) writeFileSync(join(folder, name), JSON.stringify({ ...stopped.profile, nodes: stopped.profile.nodes.map(inSource) }));
    });
  });
}

/** The place in the source, where the file that runs was made of sources: whoever reads a profile looks for those. */
function inSource<Node extends Profiler.ProfileNode>(node: Node): Node {
  const { url, lineNumber, columnNumber } = node.callFrame;
  const found: Partial<SourceMapping> | undefined = url.startsWith('file:') ? findSourceMap(fileURLToPath(url))?.findEntry(lineNumber, columnNumber) : undefined;
  if (found?.originalSource === undefined) return node;
  const { originalSource, originalLine = lineNumber, originalColumn = columnNumber } = found;
  return { ...node, callFrame: { ...node.callFrame, url: new URL(originalSource, url).href, lineNumber: originalLine, columnNumber: originalColumn } };
}
