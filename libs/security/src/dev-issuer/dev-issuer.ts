import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { assertNoProduction } from './config.js';
import { answerWith } from './dev-issuer.http.js';
import { newSigningKey, signToken, type TokenContents } from './signing-key.js';
import { MAX_TTL_SECONDS, tokenRequestSchema, type TokenRequest } from './token-request.js';

/** An OIDC issuer for development and tests: it signs a token for whoever asks. */
export interface DevIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  tokenFor(request: TokenRequest): Promise<string>;
  /** Signs any claims, wrong ones too: for tests of what services refuse. */
  sign(claims: Readonly<Record<string, unknown>>, changes: Partial<Omit<TokenContents, 'claims'>>): Promise<string>;
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
  const sign: DevIssuer['sign'] = (claims, changes) => signToken(key, { issuer, audience, ...lasting(MAX_TTL_SECONDS), ...changes, claims });
  const tokenFor = async (request: TokenRequest): Promise<string> => {
    const { subject, city, roles, person, ttlSeconds } = tokenRequestSchema.parse(request);
    return sign({ sub: subject, city, roles, ...(person === undefined ? {} : { person }) }, lasting(ttlSeconds));
  };
  server.on('request', answerWith({ issuer, publicKeys: [key.publicJwk], tokenFor }));
  return { issuer, audience, jwksUri: `${issuer}/jwks`, tokenFor, sign, close: () => close(server) };
}

function lasting(seconds: number): Pick<TokenContents, 'issuedAt' | 'expiresAt'> {
  const issuedAt = Math.floor(Date.now() / 1000);
  return { issuedAt, expiresAt: issuedAt + seconds };
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
