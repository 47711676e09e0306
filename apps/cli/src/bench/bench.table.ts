/** Columns as wide as they need to be; the first to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`.trimEnd());
}

export function whole(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value)) : '?';
}

/** Large figures whole, small ones to two or three digits that count. */
export function sized(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return whole(value);
  return value.toFixed(size >= 10 ? 1 : size >= 0.1 ? 2 : 4);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
