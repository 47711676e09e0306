import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { CityCode } from '@gongjiang/kernel';
import type { Role } from '@gongjiang/security';

/** What a call to a service gave. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly etag: string | null;
}

/** A problem that a service answered with, for those who did not expect one. */
export class UnexpectedProblem extends Error {
  constructor(readonly call: string, readonly answer: Answer) {
    super(`${call} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.name = 'UnexpectedProblem';
  }
}

/** A service whose database is away says so (503); its officers try again for as long as an outage in a rehearsal lasts. */
const PATIENCE_MS = 300_000;
const TRY_AGAIN_AFTER_MS = 500;

/** One officer of a city: a token of the development issuer, and calls made with it. */
export class Officer {
  private token: Promise<string> | undefined;

  constructor(private readonly issuerUrl: string, private readonly serviceUrl: string, readonly city: CityCode, readonly id: string, private readonly roles: readonly Role[]) {}

  get(path: string): Promise<Answer> {
    return this.patiently(() => this.call('GET', path, {}));
  }

  /** With the version that was seen, where the route asks for one; with an Idempotency-Key where it asks for that. */
  post(path: string, body?: unknown, etag?: string | null, key?: string): Promise<Answer> {
    return this.patiently(() => this.call('POST', path, { ...(body === undefined ? {} : { json: body }), ...(etag ? { etag } : {}), ...(key === undefined ? {} : { key }) }));
  }

  put(path: string, body: unknown, etag?: string | null): Promise<Answer> {
    return this.patiently(() => this.call('PUT', path, { json: body, ...(etag ? { etag } : {}) }));
  }

  /** Sends a file as text/csv, streaming. */
  async upload(path: string, file: string): Promise<Answer> {
    return this.call('POST', path, { csv: Readable.toWeb(createReadStream(file)) as ReadableStream });
  }

  /** What was done although it was not answered is refused the second time: whoever takes a step looks at what became of it. */
  private async patiently(call: () => Promise<Answer>): Promise<Answer> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await call();
      if (answer.status !== 503 || performance.now() > deadline) return answer;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
    }
  }

  private async call(method: string, path: string, content: { readonly json?: unknown; readonly csv?: ReadableStream; readonly etag?: string; readonly key?: string }): Promise<Answer> {
    const type = content.csv ? 'text/csv' : content.json === undefined ? undefined : 'application/json';
    const body = content.csv ?? (content.json === undefined ? undefined : JSON.stringify(content.json));
    const response = await fetch(`${this.serviceUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.bearer()}`,
        ...(type ? { 'content-type': type } : {}),
        ...(content.etag ? { 'if-match': content.etag } : {}),
        ...(content.key ? { 'idempotency-key': content.key } : {}),
      },
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown), etag: response.headers.get('etag') };
  }

  private bearer(): Promise<string> {
    this.token ??= fetch(`${this.issuerUrl}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: this.id, city: this.city, roles: this.roles }),
    }).then(async (response) => ((await response.json()) as { access_token: string }).access_token);
    return this.token;
  }
}

/** The body of an answer that had to succeed. */
export function succeeded<Body>(call: string, answer: Answer): Body {
  if (answer.status >= 400) throw new UnexpectedProblem(call, answer);
  return answer.body as Body;
}
