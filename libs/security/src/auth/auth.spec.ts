import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, Public } from '@gongjiang/http/nest';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Actor } from '../actor/actor.js';
import { startDevIssuer, type DevIssuer } from '../dev-issuer/dev-issuer.js';
import { SECURITY_WORDING } from '../security.wording.js';
import { AuthModule } from './auth.module.js';
import { CurrentActor, Roles } from './roles.decorator.js';
import { assertEveryRouteGuarded } from './routes.check.js';

@Controller('batches')
@Roles('handler', 'reviewer')
class BatchController {
  @Get() mine(@CurrentActor() actor: Actor): Actor { return actor; }
  @Post() @Roles('approver') approve(): object { return {}; }
  @Get('list') @Public() list(): object { return {}; }
  @Get('odd') @Public() odd(@CurrentActor() actor: Actor): Actor { return actor; }
}

const quiet = { serviceName: 'batches', wording: SECURITY_WORDING, logger: { log() {}, warn() {}, error() {} } };
const person = { subject: 'zhang', city: '330300', roles: ['handler' as const] };

describe('a guarded service', () => {
  let issuer: DevIssuer;
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    issuer = await startDevIssuer();
    @Module({ imports: [AuthModule.forRoot(issuer)], controllers: [BatchController] })
    class BatchModule {}
    app = await createService(BatchModule, quiet);
    assertEveryRouteGuarded(app);
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/batches`;
  });
  afterAll(async () => {
    await app.close();
    await issuer.close();
  });

  const call = async (authorization: string | undefined, path = '', method = 'GET'): Promise<[number, Record<string, unknown>]> => {
    const response = await fetch(url + path, { method, headers: authorization === undefined ? {} : { authorization } });
    return [response.status, await response.json() as Record<string, unknown>];
  };
  const bearer = async (asked: Parameters<DevIssuer['tokenFor']>[0]): Promise<string> => `Bearer ${await issuer.tokenFor(asked)}`;

  it('knows who calls, and from where', async () => {
    expect(await call(await bearer(person))).toEqual([200, { id: 'zhang', city: '330300', roles: ['handler'], address: '127.0.0.1' }]);
  });

  it('asks for a token, and says how', async () => {
    const response = await fetch(url);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await response.json()).toMatchObject({ code: 'auth.missing' });
  });

  it('lets a handler\'s own say go before its controller\'s: an approver approves, a handler does not', async () => {
    expect(await call(await bearer(person), '', 'POST')).toMatchObject([403, { code: 'auth.role', details: { roles: 'approver' } }]);
    expect((await call(await bearer({ ...person, roles: ['approver'] }), '', 'POST'))[0]).toBe(201);
    expect((await call(await bearer({ ...person, roles: ['approver'] })))[0]).toBe(403);
  });

  it('lets anybody in where it says so, and has no actor there', async () => {
    expect((await call(undefined, '/list'))[0]).toBe(200);
    expect((await call(undefined, '/odd'))[0]).toBe(500);
  });

  it('refuses a person who would be system administrator and auditor at once', async () => {
    expect(await call(await bearer({ ...person, roles: ['handler', 'system', 'auditor'] }))).toMatchObject([403, { code: 'auth.roles-exclude' }]);
  });

  describe('refuses a token', () => {
    const now = (): number => Math.floor(Date.now() / 1000);
    const claims = { city: '330300', roles: ['handler'] };
    let otherKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
    beforeAll(async () => { otherKey = (await generateKeyPair('ES256')).privateKey; });
    const unsigned = (header: object, body: object): string => [header, body].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const body = (): object => ({ ...claims, sub: 'zhang', iss: issuer.issuer, aud: issuer.audience, iat: now(), exp: now() + 60 });

    it('that has expired', async () => {
      const expired = await issuer.sign({ ...claims, sub: 'zhang' }, { expiresAt: now() - 60 });
      expect(await call(`Bearer ${expired}`)).toMatchObject([401, { code: 'auth.expired' }]);
    });

    it.each<[string, Parameters<DevIssuer['sign']>]>([
      ['of another issuer', [{ ...claims, sub: 'zhang' }, { issuer: 'http://127.0.0.1:1' }]],
      ['for another audience', [{ ...claims, sub: 'zhang' }, { audience: 'another' }]],
      ['from the future', [{ ...claims, sub: 'zhang', nbf: 4_102_444_800 }, {}]],
    ])('%s', async (_what, contents) => {
      expect(await call(`Bearer ${await issuer.sign(...contents)}`)).toMatchObject([401, { code: 'auth.invalid' }]);
    });

    it.each<[string, object, string]>([
      ['without a city', { roles: ['handler'], sub: 'zhang' }, 'city'],
      ['for all cities', { ...claims, city: '*', sub: 'zhang' }, 'city'],
      ['without roles', { city: '330300', sub: 'zhang' }, 'roles'],
    ])('%s', async (_what, contents, claim) => {
      expect(await call(`Bearer ${await issuer.sign({ ...contents }, {})}`)).toMatchObject([401, { code: 'auth.claims', details: { claim } }]);
    });

    it('signed by nobody (alg none)', async () => {
      expect(await call(`Bearer ${unsigned({ alg: 'none', typ: 'JWT' }, body())}.`)).toMatchObject([401, { code: 'auth.invalid' }]);
      expect(await call(`Bearer ${unsigned({ alg: 'none', typ: 'JWT' }, body())}.AA`)).toMatchObject([401, { code: 'auth.invalid' }]);
    });

    it('signed by another key under the same key id', async () => {
      const { keys } = await (await fetch(issuer.jwksUri)).json() as { keys: [{ kid: string }] };
      const forged = await new SignJWT({ ...body() }).setProtectedHeader({ alg: 'ES256', kid: keys[0].kid }).sign(otherKey);
      expect(await call(`Bearer ${forged}`)).toMatchObject([401, { code: 'auth.invalid' }]);
    });

    it('signed with the public key as if it were a shared secret', async () => {
      const { keys } = await (await fetch(issuer.jwksUri)).json() as { keys: [{ kid: string }] };
      const forged = await new SignJWT({ ...body() }).setProtectedHeader({ alg: 'HS256', kid: keys[0].kid }).sign(Buffer.from(JSON.stringify(keys[0])));
      expect(await call(`Bearer ${forged}`)).toMatchObject([401, { code: 'auth.invalid' }]);
    });

    it('whose claims were altered after it was signed', async () => {
      const [header, , signature] = (await issuer.tokenFor(person)).split('.');
      const altered = Buffer.from(JSON.stringify({ ...body(), roles: ['approver'] })).toString('base64url');
      expect(await call(`Bearer ${header}.${altered}.${signature}`)).toMatchObject([401, { code: 'auth.invalid' }]);
    });

    it.each(['Basic dTpw', 'Bearer', 'Bearer a b', `Bearer ${'x'.repeat(9_000)}`, 'Bearer a.b.c', 'token'])('that is none: %s', async (authorization) => {
      expect((await call(authorization.slice(0, 9_100)))[0]).toBe(401);
    });
  });

  it('accepts an EdDSA signature of its issuer, and no PS256', async () => {
    const [ed, rsa] = [generateKeyPairSync('ed25519'), generateKeyPairSync('rsa', { modulusLength: 2048 })];
    const jwks = { keys: [{ ...(await exportJWK(ed.publicKey)), kid: 'ed' }, { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' }] };
    const { server, origin } = await serving(jwks);
    @Module({ imports: [AuthModule.forRoot({ issuer: origin, audience: 'x', jwksUri: `${origin}/jwks` })], controllers: [BatchController] })
    class OtherModule {}
    const other = await createService(OtherModule, quiet);
    await other.listen(0, '127.0.0.1');
    const iat = Math.floor(Date.now() / 1000);
    const signed = (alg: string, kid: string, key: typeof ed.privateKey): Promise<string> =>
      new SignJWT({ sub: 'zhang', city: '330300', roles: ['handler'] }).setProtectedHeader({ alg, kid }).setIssuer(origin).setAudience('x').setIssuedAt(iat).setExpirationTime(iat + 60).sign(key);
    const statusOf = async (token: string): Promise<number> => (await fetch(`${await other.getUrl()}/batches`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await statusOf(await signed('EdDSA', 'ed', ed.privateKey))).toBe(200);
    expect(await statusOf(await signed('RS256', 'rsa', rsa.privateKey))).toBe(200);
    expect(await statusOf(await signed('PS256', 'rsa', rsa.privateKey))).toBe(401);
    await other.close();
    server.close();
    server.closeAllConnections();
  });

  it('does not blame the caller while the issuer cannot be reached', async () => {
    @Module({ imports: [AuthModule.forRoot({ ...issuer, jwksUri: 'http://127.0.0.1:1/jwks' })], controllers: [BatchController] })
    class CutOffModule {}
    const cutOff = await createService(CutOffModule, quiet);
    await cutOff.listen(0, '127.0.0.1');
    const response = await fetch(`${await cutOff.getUrl()}/batches`, { headers: { authorization: await bearer(person) } });
    expect([response.status, (await response.json() as { code: string }).code]).toEqual([503, 'auth.issuer-unreachable']);
    await cutOff.close();
  });

  it('does not read the issuer\'s keys over an open line', () => {
    expect(() => AuthModule.forRoot({ issuer: 'x', audience: 'y', jwksUri: 'http://issuer.example/jwks' })).toThrow('must be read over https');
  });
});

describe('a service does not start', () => {
  const start = async (controller: typeof BatchController | (new () => object)): Promise<void> => {
    @Module({ controllers: [controller] })
    class BrokenModule {}
    const broken = await createService(BrokenModule, quiet);
    try { assertEveryRouteGuarded(broken); } finally { await broken.close(); }
  };

  it('with a route that says neither who may call it nor that everybody may', async () => {
    @Controller('grants') class Open { @Get(':id/amount') amount(): object { return {}; } @Get() @Public() list(): object { return {}; } }
    await expect(start(Open)).rejects.toThrow('Say @Roles(…) or @Public() at:\n  Open.amount GET /grants/:id/amount');
  });

  it('with a route that says both', async () => {
    @Controller('grants') class Both { @Get() @Public() @Roles('handler') list(): object { return {}; } }
    await expect(start(Both)).rejects.toThrow('Both.list GET /grants');
  });
});

async function serving(body: object): Promise<{ server: Server; origin: string }> {
  const server = createServer((_request, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  return { server, origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
}
