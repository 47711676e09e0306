import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { month } from '@gongjiang/kernel';
import { generateSample, type SampleSummary } from './sample.js';
import type { SamplePaths } from './sample.files.js';

/** What tests read of a sample: its rows by column, as an importer would see them. */
export type Row = Readonly<Record<string, string>>;

const folders: string[] = [];

export async function sampleIn(persons: number, seed = 20_261_101): Promise<SampleSummary> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-'));
  folders.push(folder);
  return generateSample({ persons, seed, folder, period: month('2026-11') });
}

/** Takes away what `sampleIn` has written: for `afterAll`. */
export async function removeSamples(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
}

/** The rows of a CSV file whose cells hold neither commas nor quotes, which the test of the writer proves of samples. */
export async function rowsOf(path: string | undefined): Promise<Row[]> {
  const [header = '', ...lines] = await linesOf(path);
  const columns = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [columns[at] ?? '', cell])));
}

export async function linesOf(path: string | undefined): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path ?? '') })) lines.push(line);
  return lines;
}

export function allFiles({ cities, certificatesIssued, organisations, recognitions, bankAccounts, expectations }: SamplePaths): string[] {
  return [...Object.values(cities).flatMap(({ persons, claimsPostAllowance }) => [persons, claimsPostAllowance]), certificatesIssued, organisations, recognitions, bankAccounts, expectations];
}

export async function hashOf(paths: SamplePaths): Promise<string> {
  const hash = createHash('sha256');
  for (const path of allFiles(paths)) hash.update(await readFile(path));
  return hash.digest('hex');
}
