import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { joseTokenVerifier } from '../auth/token-verifier.jose.js';
import { assertNoProduction, devIssuerConfig } from './config.js';
import { startDevIssuer, type DevIssuer } from './dev-issuer.js';

describe('the development issuer', () => {
  let issuer: DevIssuer;
  beforeAll(async () => { issuer = await startDevIssuer({ audience: 'tests' }); });
  afterAll(() => issuer.close());
  const ask = (body: unknown): Promise<Response> => fetch(`${issuer.issuer}/token`, { method: 'POST', body: JSON.stringify(body) });

  it('signs a token for whoever asks, which its published keys verify', async () => {
    const response = await ask({ subject: 'li', city: '330700', roles: ['releaser'], ttlSeconds: 60 });
    const answer = await response.json() as { access_token: string; expires_in: number; token_type: string };
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
    expect(await joseTokenVerifier(issuer).verify(answer.access_token)).toEqual({ ok: true, value: { id: 'li', city: '330700', roles: ['releaser'] } });
  });

  it('describes itself as OIDC issuers do, and keeps its private key', async () => {
    expect(await (await fetch(`${issuer.issuer}/.well-known/openid-configuration`)).json()).toMatchObject({ issuer: issuer.issuer, jwks_uri: issuer.jwksUri });
    const { keys } = await (await fetch(issuer.jwksUri)).json() as { keys: Record<string, unknown>[] };
    expect(keys[0]).toMatchObject({ alg: 'ES256', use: 'sig' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it.each<[string, unknown]>([
    ['no city', { subject: 'li', roles: ['handler'] }],
    ['an unknown role', { subject: 'li', city: '330700', roles: ['king'] }],
    ['a year', { subject: 'li', city: '330700', roles: ['handler'], ttlSeconds: 31_536_000 }],
    ['a field too many', { subject: 'li', city: '330700', roles: ['handler'], admin: true }],
    ['a body that is too large', { subject: 'x'.repeat(10_000), city: '330700', roles: ['handler'] }],
    ['nothing', undefined],
  ])('refuses %s', async (_what, body) => {
    expect((await ask(body)).status).toBe(400);
  });

  it('answers nothing else', async () => {
    expect((await fetch(`${issuer.issuer}/token`)).status).toBe(404);
  });

  it.each([{ NODE_ENV: 'production' }, { GONGJIANG_ENVIRONMENT: 'production' }, { GONGJIANG_ENVIRONMENT: ' Production ' }, { NODE_ENV: 'development', GONGJIANG_ENVIRONMENT: 'prod' }])('does not start in production: %j', (environment) => {
    expect(() => assertNoProduction(environment)).toThrow('does not start in production');
    expect(() => devIssuerConfig(environment)).toThrow('does not start in production');
  });

  it('starts elsewhere, on a free port unless told', () => {
    expect(devIssuerConfig({ NODE_ENV: 'test' })).toEqual({ port: 0, audience: 'gongjiang' });
    expect(() => devIssuerConfig({ GONGJIANG_DEV_ISSUER_PORT: '99999' })).toThrow('GONGJIANG_DEV_ISSUER_PORT');
  });
});
