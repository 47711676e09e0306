import type { City } from './city.js';

/** The funds that a city has: those that its programmes are paid from, and those that it says something of. */
export function programmeFunds({ programmes, funds }: Pick<City, 'programmes' | 'funds'>): ReadonlySet<string> {
  return new Set([...programmes.map(({ fund }) => fund), ...Object.keys(funds)]);
}
