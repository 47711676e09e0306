import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CityCode } from '@gongjiang/kernel';
import { parse } from 'yaml';
import { z } from 'zod';
import { citySchema, type City } from './city.js';
import { CityStore } from './city.store.js';

/** Reads `<folder>/*.yaml` once at start; a file that does not fit stops the start and says where. */
export class CityFiles extends CityStore {
  private readonly cities: ReadonlyMap<CityCode, City>;

  constructor(folder: string) {
    super();
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort();
    this.cities = new Map(files.map((file) => readCity(join(folder, file))).map((city) => [city.code, city]));
  }

  find(code: CityCode): City | undefined {
    return this.cities.get(code);
  }

  all(): readonly City[] {
    return [...this.cities.values()];
  }
}

function readCity(file: string): City {
  const parsed = citySchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
