/** Between tries while something that is needed is away, in milliseconds. */
export interface GrowingWait {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** How long to wait after so many failures in a row, from 1 on: twice as long after each, up to the most. */
export function waitAfter(failures: number, { firstMs, mostMs }: GrowingWait): number {
  return Math.min(firstMs * 2 ** (failures - 1), mostMs);
}
