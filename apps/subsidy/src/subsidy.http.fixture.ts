import { createService } from '@gongjiang/http/nest';
import type { CityCode, PersonToken } from '@gongjiang/kernel';
import { SECURITY_WORDING, type Role } from '@gongjiang/security';
import { startDevIssuer, type DevIssuer } from '@gongjiang/security/nest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JINHUA } from './city/city.builders.js';
import { takeRosters } from './import/import.http.js';
import { rateOf, SubsidyModule } from './subsidy.module.js';
import { testSubsidy, type TestSubsidy } from './subsidy.fixture.js';
import { SUBSIDY_WORDING } from './wording.js';

export interface Reply {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  /** What was answered where it was no JSON. */
  readonly file?: Buffer;
}
interface Call {
  readonly as: readonly Role[];
  readonly city?: CityCode;
  readonly subject?: string;
  /** As whom a citizen signs in. */
  readonly person?: PersonToken;
  readonly json?: unknown;
  readonly csv?: string;
  /** A file of another type. */
  readonly file?: { readonly type: string; readonly bytes: Uint8Array };
  readonly match?: string;
  /** The Idempotency-Key. */
  readonly key?: string;
}

/** The service's API in this process, on a database of the spec's own, with an issuer that signs for whoever the test needs. */
export class TestApi {
  private readonly tokens = new Map<string, Promise<string>>();
  private constructor(readonly subsidy: TestSubsidy, readonly app: NestFastifyApplication, private readonly issuer: DevIssuer, readonly url: string) {}

  static async start(environment: NodeJS.ProcessEnv = {}, prepare: (app: NestFastifyApplication, changes: TestSubsidy['changes']) => void = () => undefined): Promise<TestApi> {
    const issuer = await startDevIssuer();
    const subsidy = await testSubsidy({ GONGJIANG_OIDC_ISSUER: issuer.issuer, GONGJIANG_OIDC_JWKS: issuer.jwksUri, ...environment });
    const silent = { log() {}, warn() {}, error() {} };
    const app = await createService(SubsidyModule.with(subsidy, subsidy.config), { serviceName: 'tests', wording: { ...SECURITY_WORDING, ...SUBSIDY_WORDING }, logger: silent, rate: rateOf(subsidy.config) });
    takeRosters(app);
    prepare(app, subsidy.changes);
    await app.listen(0, '127.0.0.1');
    return new TestApi(subsidy, app, issuer, await app.getUrl());
  }

  get(path: string, call: Call): Promise<Reply> {
    return this.call('GET', path, call);
  }

  post(path: string, call: Call): Promise<Reply> {
    return this.call('POST', path, call);
  }

  async call(method: string, path: string, { as, city = JINHUA, subject, person, json, csv, file, match, key }: Call): Promise<Reply> {
    const type = file?.type ?? (csv === undefined ? 'application/json' : 'text/csv');
    const body = file ? Buffer.from(file.bytes) : csv ?? (json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token(subject ?? `${as.join('-')}-of-${city}`, city, as, person)}`, 'accept-language': 'en',
        ...(body === undefined ? {} : { 'content-type': type }), ...(match === undefined ? {} : { 'if-match': match }), ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const answer = Buffer.from(await response.arrayBuffer());
    const known = { status: response.status, etag: response.headers.get('etag') };
    if (answer.length === 0) return { ...known, body: {} };
    const isJson = response.headers.get('content-type')?.includes('json') ?? true;
    return isJson ? { ...known, body: JSON.parse(answer.toString('utf8')) as Reply['body'] } : { ...known, body: {}, file: answer };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.subsidy.close();
    await this.issuer.close();
  }

  token(subject: string, city: CityCode, roles: readonly Role[], person?: PersonToken): Promise<string> {
    const key = `${subject}|${city}|${roles.join()}|${person}`;
    const known = this.tokens.get(key) ?? this.issuer.tokenFor({ subject, city, roles: [...roles], ttlSeconds: 3_600, ...(person === undefined ? {} : { person }) });
    this.tokens.set(key, known);
    return known;
  }
}
