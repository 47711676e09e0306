import { setTimeout as pause } from 'node:timers/promises';
import type { MongoConnection } from '@gongjiang/persistence';
import type { Platform } from '@gongjiang/rehearsal';
import { quantileOf } from './bench.repeat.js';
import type { Latencies, PageName } from './month.run.js';

/** Pages are asked for at this pace whatever the answers take, as people do: a slow answer hides none that would have waited behind it. */
const EVERY_MS = 50;
const CITIZENS = 50;

type Reader = () => Promise<number>;
/** Whose token is asked of the development issuer. */
interface Asker { readonly subject: string; readonly city: string; readonly roles: readonly string[]; readonly person?: string }

/** Asks for an operator's batch page and a citizen's own page, over and over, until told to end. */
export class ApiProbe {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(private readonly platform: Platform, private readonly subsidy: MongoConnection) {}

  /** Asks until told to end, from the first batch on, and says what the answers took. A page is there when all its parts are. */
  async until(over: AbortSignal): Promise<Readonly<Record<PageName, Latencies>>> {
    while (!over.aborted && (await this.subsidy.db.collection('batches').findOne({})) === null) await pause(EVERY_MS);
    const readers: Readonly<Record<PageName, Reader>> = { office: await this.office(), citizen: await this.citizen() };
    const took: Record<PageName, number[]> = { office: [], citizen: [] };
    const asked: Promise<unknown>[] = [];
    while (!over.aborted) {
      for (const name of ['office', 'citizen'] as const) asked.push(readers[name]().then((ms) => took[name].push(ms)));
      await pause(EVERY_MS);
    }
    await Promise.all(asked);
    return { office: latenciesOf(took.office), citizen: latenciesOf(took.citizen) };
  }

  private async office(): Promise<Reader> {
    const batches = await this.subsidy.db.collection<{ _id: string; city: string }>('batches').find({}, { projection: { city: 1 } }).toArray();
    let nth = 0;
    return async () => {
      const { _id, city } = batches[(nth += 1) % batches.length] ?? { _id: '', city: '' };
      return this.page({ subject: `${city}-onlooker`, city, roles: ['handler'] }, [`/batches/${_id}`, `/batches/${_id}/progress`]);
    };
  }

  private async citizen(): Promise<Reader> {
    // Drawn before anything else is asked, or the server would read every grant for it.
    const grants = await this.subsidy.db.collection<{ _id: string }>('grants').aggregate<{ _id: string }>([{ $sample: { size: CITIZENS } }, { $project: { _id: 1 } }]).toArray();
    const citizens = grants.map(({ _id }) => ({ city: _id.slice(0, 6), person: _id.slice(6, _id.indexOf('|')) }));
    let nth = 0;
    return async () => {
      const { city, person } = citizens[(nth += 1) % citizens.length] ?? { city: '', person: '' };
      return this.page({ subject: person, city, roles: ['citizen'], person }, ['/me', '/me/payments']);
    };
  }

  private async page(who: Asker, paths: readonly string[]): Promise<number> {
    const token = await this.tokenOf(who);
    const start = performance.now();
    await Promise.all(paths.map(async (path) => {
      const response = await fetch(`${this.platform.subsidy.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text}`);
    }));
    return performance.now() - start;
  }

  private tokenOf(who: Asker): Promise<string> {
    const known = this.tokens.get(who.subject);
    if (known) return known;
    const token = fetch(`${this.platform.issuer.url}/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(who) })
      .then(async (response) => ((await response.json()) as { access_token: string }).access_token);
    this.tokens.set(who.subject, token);
    return token;
  }
}

export function latenciesOf(ms: readonly number[]): Latencies {
  return { calls: ms.length, p50Ms: quantileOf(ms, 0.5), p99Ms: quantileOf(ms, 0.99), maxMs: quantileOf(ms, 1) };
}
