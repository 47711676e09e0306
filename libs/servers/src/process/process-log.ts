import type { ChildProcess } from 'node:child_process';

/** Characters kept in memory: the last part says why a process ended. */
const LOG_LIMIT = 2_000_000;

export interface ProcessLog {
  text(): string;
  onLine(listen: (line: string) => void): void;
}

/** Keeps what a process writes and hands on every line as it comes. */
export function collectLines(child: ChildProcess, onLine: ((line: string) => void) | undefined): ProcessLog {
  const listeners = onLine === undefined ? [] : [onLine];
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-LOG_LIMIT);
      const lines = (rest + part).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) for (const listen of listeners) listen(line);
    });
  }
  return { text: () => text, onLine: (listen) => { listeners.push(listen); } };
}
