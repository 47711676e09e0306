/** The right to work alone, for a while: technical time. */
export interface Lease {
  /** Takes or renews the lease; false while another holds it. */
  hold(): Promise<boolean>;
  /** True while the time taken by the last `hold` has not run out, by this process's own monotonic clock. */
  isHeld(): boolean;
  /** Gives it up at once, so that a successor need not wait. */
  release(): Promise<void>;
}
