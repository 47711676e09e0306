import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { BASE_WORDING } from '@gongjiang/http';
import { SECURITY_WORDING } from '@gongjiang/security';
import { SUBSIDY_WORDING } from './wording.js';
import { ROSTER_PROBLEMS } from './import/roster.js';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !/\.(spec|fixture|builders|process)\.ts$/.test(file));
/** Every code that a file refuses with, or throws as a problem, with the file. */
const given = sources.flatMap((file) => [...readFileSync(join(SOURCE, file), 'utf8').matchAll(/(?:refuse\(|problemOf\(\{ code: )'([a-z.-]+)'/g)].map(([, code = '']) => [code, file] as const));
const worded: Readonly<Record<string, object>> = { ...BASE_WORDING, ...SECURITY_WORDING, ...SUBSIDY_WORDING };

describe('every refusal of the service', () => {
  it('was found in its source', () => {
    expect(new Set(given.map(([code]) => code)).size).toBeGreaterThan(25);
  });

  it.each([...new Map(given)])('%s has a wording (%s)', (code) => {
    expect(Object.keys(worded)).toContain(code);
  });

  it.each(Object.entries(SUBSIDY_WORDING))('%s is said in both languages, with the same particulars and the status of a refusal', (_code, { status, zh, en }) => {
    const particulars = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(particulars(zh)).toEqual(particulars(en));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it.each(Object.keys(SUBSIDY_WORDING))('%s is given somewhere: no wording without a refusal', (code) => {
    const everything = sources.filter((file) => file !== 'wording.ts').map((file) => readFileSync(join(SOURCE, file), 'utf8'));
    expect(everything.some((text) => text.includes(`'${code}'`))).toBe(true);
  });

  it.each(ROSTER_PROBLEMS)('the row problem %s can come up', (code) => {
    const everything = sources.filter((file) => !/^import\/roster\.(ts|wording\.ts)$/.test(file)).map((file) => readFileSync(join(SOURCE, file), 'utf8'));
    expect(everything.some((text) => text.includes(`'${code}'`))).toBe(true);
  });
});
