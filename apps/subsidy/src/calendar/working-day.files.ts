import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { yearCalendarSchema, type WorkingCalendar } from './working-day.js';

/** Reads the published years from `<folder>/<year>.yaml`; a file that does not fit stops the start and says where. */
export function readWorkingCalendar(folder: string): WorkingCalendar {
  const years = readdirSync(folder).filter((file) => file.endsWith('.yaml')).map((file) => {
    const parsed = yearCalendarSchema.safeParse(parse(readFileSync(join(folder, file), 'utf8')));
    if (!parsed.success) throw new Error(`${join(folder, file)}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
  return new Map(years.map((year) => [year.year, year]));
}
