import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@gongjiang/servers';
import { succeeded, type CityOffice, type Officer } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';

/** A disbursement as its screen shows it. */
export interface SeenDisbursement {
  readonly status: string;
  readonly state: string;
  readonly hold: { readonly kind: string; readonly cause: string | null; readonly by: string | null; readonly since: string | null; readonly until: string | null } | null;
  readonly done: number;
  readonly failed: number;
  readonly unpaid: number;
  readonly left: number;
  readonly linesPerSecond: number;
  readonly secondsLeft: number | null;
}

export async function disbursementOf(officer: Officer, batchId: string): Promise<SeenDisbursement> {
  return succeeded('reading a disbursement', await officer.get(`/batches/${batchId}/disbursement`));
}

/** Waits until the disbursement is as the check wants it. */
export async function untilDisbursement(officer: Officer, batchId: string, holds: (seen: SeenDisbursement) => boolean): Promise<SeenDisbursement> {
  return eventually(async () => {
    const seen = await disbursementOf(officer, batchId);
    if (!holds(seen)) throw new Error(`The disbursement is ${JSON.stringify(seen)}`);
    return seen;
  }, { everyMs: 50 });
}

/** Pulls a brake or lets it go, on the version that is there now; the answer's status and code. */
export async function brake(officer: Officer, control: string, step: string, reason?: string): Promise<string> {
  const { etag } = await officer.get(`/disbursement-controls/${control}`);
  const { status, body } = await officer.post(`/disbursement-controls/${control}/${step}`, reason === undefined ? undefined : { reason }, etag);
  return `${status} ${(body as { code?: string; status?: string }).code ?? (body as { status?: string }).status ?? ''}`.trim();
}

/** The settings of the cities, with a bank that takes messages on working days only. Whoever asks for them removes them. */
export async function citiesWithBankHours(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-cities-'));
  await cp(join(repositoryRoot, 'apps/subsidy/cities'), folder, { recursive: true });
  for (const file of ['330300.yaml', '330700.yaml']) {
    const text = (await readFile(join(folder, file), 'utf8')).replace(/^bank:.*$\n?/gm, '');
    await writeFile(join(folder, file), `${text}\nbank: { id: paying-bank, hours: { days: working-days } }\n`);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Everything that a stream of server-sent events says, until it ends. */
export async function streamOf(office: CityOffice, url: string, token: string): Promise<{ readonly events: readonly SeenDisbursement[]; readonly ended: Promise<void> }> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' } });
  if (response.status !== 200 || !response.body) throw new Error(`${office.city}: the stream answered ${response.status}`);
  const events: SeenDisbursement[] = [];
  const read = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
    let text = '';
    for await (const piece of body) {
      text += Buffer.from(piece).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = block.split('\n').find((line) => line.startsWith('data: '));
        if (data) events.push(JSON.parse(data.slice(6)) as SeenDisbursement);
      }
    }
  };
  return { events, ended: read(response.body) };
}
