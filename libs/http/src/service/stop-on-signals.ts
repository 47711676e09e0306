/** Requests and chunks in work come to their end well within it; an orchestrator kills after 30 s. */
const STOP_LIMIT_MS = 15_000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process in good order on SIGTERM or SIGINT: closes, then exits with 0; with 1 where closing fails or takes
 * longer than the limit. A second signal ends it at once.
 */
export function stopOnSignals(app: { close(): Promise<unknown> }, limitMs: number = STOP_LIMIT_MS): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => { process.exit(1); }, limitMs).unref();
    app.close().then(() => process.exit(0), (error: unknown) => {
      process.stderr.write(`stopped with an error: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    });
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}
