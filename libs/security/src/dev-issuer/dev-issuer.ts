import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { assertNoProduction } from './config.js';
import { answerWith } from './dev-issuer.http.js';
import { newSigningKey, signToken, type SigningKey } from './signing-key.js';
import { tokenRequestSchema, type TokenRequest } from './token-request.js';

/** An OIDC issuer for development and tests: it signs a token for whoever asks. */
export interface DevIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  tokenFor(request: TokenRequest): Promise<string>;
  close(): Promise<void>;
}

export interface DevIssuerOptions {
  /** 0, a free one, unless told. */
  readonly port?: number;
  readonly audience?: string;
}

const LOOPBACK = '127.0.0.1';

/** Starts it on this machine only. Throws in production. */
export async function startDevIssuer(options: DevIssuerOptions = {}): Promise<DevIssuer> {
  assertNoProduction();
  const audience = options.audience ?? 'gongjiang';
  const key = await newSigningKey(randomUUID());
  const server = createServer();
  const issuer = await listen(server, options.port ?? 0);
  const tokenFor = (request: TokenRequest): Promise<string> => sign(key, { issuer, audience }, request);
  server.on('request', answerWith({ issuer, publicKeys: [key.publicJwk], tokenFor }));
  return { issuer, audience, jwksUri: `${issuer}/jwks`, tokenFor, close: () => close(server) };
}

async function sign(key: SigningKey, who: { readonly issuer: string; readonly audience: string }, request: TokenRequest): Promise<string> {
  const { subject, city, roles, ttlSeconds } = tokenRequestSchema.parse(request);
  const issuedAt = Math.floor(Date.now() / 1000);
  return signToken(key, { ...who, subject, claims: { city, roles }, issuedAt, expiresAt: issuedAt + ttlSeconds });
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(`http://${LOOPBACK}:${typeof address === 'object' && address !== null ? address.port : port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
