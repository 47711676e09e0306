/** The place that a cursor stands for, 0 for an absent one; undefined for a text that was never handed out as one. */
export function positionOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0;
  return /^\d{1,9}$/.test(cursor) ? Number(cursor) : undefined;
}
