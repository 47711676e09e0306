import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { MAX_PROFILE_BYTES } from '../bank-file.limits.js';
import { bankProfileSchema, type BankProfile } from './profile.js';

/** Beside `src` and `dist` alike. */
export const BANK_PROFILES_FOLDER = fileURLToPath(new URL('../../profiles', import.meta.url));

/** The profiles of this installation by id. Throws where a file does not fit and says which file and what is wrong in it. */
export function loadBankProfiles(folder: string = BANK_PROFILES_FOLDER): ReadonlyMap<string, BankProfile> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort();
  return new Map(files.map((name) => readBankProfile(join(folder, name))).map((profile) => [profile.id, profile]));
}

/** One profile. Throws with the file and the reason where it is none, or is not called as its id says. */
export function readBankProfile(file: string): BankProfile {
  if (statSync(file).size > MAX_PROFILE_BYTES) throw new Error(`${file}: a profile has ${MAX_PROFILE_BYTES} bytes at the most`);
  const parsed = bankProfileSchema.safeParse(parsedYaml(file));
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`);
  if (basename(file) !== `${parsed.data.id}.yaml`) throw new Error(`${file}: its id is ${parsed.data.id}, so the file must be called ${parsed.data.id}.yaml`);
  return parsed.data;
}

function parsedYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
