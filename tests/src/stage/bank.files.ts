import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from './stage.js';

const CITIES = fileURLToPath(new URL('../../../apps/subsidy/cities', import.meta.url));
const PROFILES = fileURLToPath(new URL('../../../libs/bank-files/profiles', import.meta.url));
const SECOND_READER = fileURLToPath(new URL('../../../libs/bank-files/second-reader/read_back.py', import.meta.url));

/** How each city's bank is spoken to, put into copies of the cities' own files; and one profile more, of a bank whose system knows GBK alone. */
export async function settingsWith(banks: Readonly<Record<string, string>>): Promise<{ readonly cities: string; readonly profiles: string }> {
  const [cities, profiles] = await Promise.all(['cities', 'profiles'].map((name) => mkdtemp(join(tmpdir(), `gongjiang-${name}-`))) as [Promise<string>, Promise<string>]);
  for (const [city, bank] of Object.entries(banks)) await writeFile(join(cities, `${city}.yaml`), `${await readFile(join(CITIES, `${city}.yaml`), 'utf8')}\nbank: ${bank}\n`);
  for (const id of ['interface', 'iso20022', 'payroll-gb18030']) await writeFile(join(profiles, `${id}.yaml`), await readFile(join(PROFILES, `${id}.yaml`)));
  const payroll = await readFile(join(PROFILES, 'payroll-gb18030.yaml'), 'utf8');
  await writeFile(join(profiles, 'payroll-gbk.yaml'), payroll.replace('id: payroll-gb18030', 'id: payroll-gbk').replace('repertoire: gb18030', 'repertoire: gbk'));
  return { cities, profiles };
}

/** A payment file as the bank took it, to the byte. */
export interface CapturedFile {
  readonly messageId: string;
  readonly profile: string;
  readonly bytes: Buffer;
}

export async function capturedFiles({ platform }: Stage): Promise<readonly CapturedFile[]> {
  const get = (path: string): Promise<Response> => fetch(`${platform.bank.url}${path}`, { headers: { authorization: `Bearer ${platform.secrets.bankKey}` } });
  const { files } = (await (await get('/books/files?limit=10000')).json()) as { files: { messageId: string; profile: string }[] };
  return Promise.all(files.map(async ({ messageId, profile }) => ({ messageId, profile, bytes: Buffer.from(await (await get(`/books/files/${messageId}`)).arrayBuffer()) })));
}

/** What a reader that is not ours (python3: its codecs, csv and xml.etree) finds in a file. */
export interface ReadBack {
  readonly messageId: string;
  readonly numberOfPayments: number;
  readonly controlSumFen: number;
  readonly footCount: number;
  readonly footSumFen: number;
  readonly payments: readonly { readonly endToEndId: string; readonly amountFen: number; readonly creditorName: string; readonly creditorAccount: string }[];
}

export function readBack(files: readonly CapturedFile[]): readonly ReadBack[] {
  const input = JSON.stringify(files.map(({ profile, bytes }) => ({ kind: profile === 'iso20022' ? 'pain.001' : 'payroll', base64: bytes.toString('base64') })));
  return JSON.parse(execFileSync('python3', ['-X', 'utf8', SECOND_READER], { input, maxBuffer: 64 << 20, encoding: 'utf8' })) as ReadBack[];
}

/** Gives some persons of a roster a rare character in their name, that a bank of GBK alone cannot carry. */
export async function renameSome(file: string, rows: readonly number[]): Promise<void> {
  const [header = '', ...lines] = (await readFile(file, 'utf8')).split('\n');
  const columns = header.trim().split(',');
  const renamed = lines.map((line, at) => {
    const cells = line.split(',');
    const name = cells[columns.indexOf('name')];
    if (!rows.includes(at) || !name || name !== cells[columns.indexOf('accountHolder')]) return line;
    return cells.map((cell) => (cell === name ? `${name.slice(0, 1)}䶮` : cell)).join(',');
  });
  await writeFile(file, [header, ...renamed].join('\n'));
}
