/** A citizen who reads a list page by page needs a few of them; who needs more is a program, and can wait. */
export const MOST_A_MINUTE = 120;
/** Addresses remembered at once; with more the oldest are forgotten, so that nobody can fill the memory. */
const MOST_ADDRESSES = 20_000;
const WINDOW_MS = 60_000;

interface Window { readonly endsAt: number; readonly calls: number }

/** Counts the calls of each address in windows of a minute (technical time). Each process counts for itself. */
export class PublicRate {
  private readonly windows = new Map<string, Window>();

  /** Takes a call of this address: 0 where it may go on, else the seconds until it may ask again. */
  take(address: string, nowMs: number): number {
    const known = this.windows.get(address);
    const window = known !== undefined && known.endsAt > nowMs ? { ...known, calls: known.calls + 1 } : { endsAt: nowMs + WINDOW_MS, calls: 1 };
    this.windows.delete(address);
    this.windows.set(address, window);
    if (this.windows.size > MOST_ADDRESSES) this.windows.delete(this.windows.keys().next().value ?? '');
    return window.calls > MOST_A_MINUTE ? Math.ceil((window.endsAt - nowMs) / 1_000) : 0;
  }
}
