/** How long the same line is not written again: an outage says the same a hundred times a second. */
const QUIET_MS = 10_000;
/** Lines remembered at once; an outage makes few different ones. */
const MAX_LINES = 100;

/** Passes a line on unless it was passed on a moment ago. `nowMs` is any clock that only goes forward. */
export function withoutRepeats(write: (line: string) => void, nowMs: () => number): (line: string) => void {
  const lastMs = new Map<string, number>();
  return (line) => {
    const now = nowMs();
    if (now - (lastMs.get(line) ?? -Infinity) < QUIET_MS) return;
    if (lastMs.size >= MAX_LINES) lastMs.clear();
    lastMs.set(line, now);
    write(line);
  };
}
