import { refuse, type Result } from '@gongjiang/kernel';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { actorFromClaims, type ActorRefusal } from '../actor/actor.claims.js';
import type { Actor } from '../actor/actor.js';
import type { TokenRefusal, TokenVerifier } from './token-verifier.js';

export interface IssuerOptions {
  /** Who signs: must be what the token's `iss` says, to the letter. */
  readonly issuer: string;
  /** For whom: must be among the token's `aud`. */
  readonly audience: string;
  /** Where the issuer's public keys are (its discovery document names it as `jwks_uri`). */
  readonly jwksUri: string;
}

/** Signatures by a key pair only: with a shared secret whoever can check a token could also make one. */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
/** For clocks that differ a little. */
const CLOCK_TOLERANCE_S = 5;
/** A token of ours has some hundred; nothing longer is parsed. */
const MAX_TOKEN_CHARACTERS = 8_192;
const KEYS_TIMEOUT_MS = 5_000;

/** Verifies tokens of any OIDC issuer by its published keys, which are read when first needed and again when a new key id appears. */
export function joseTokenVerifier(options: IssuerOptions): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(options.jwksUri), { timeoutDuration: KEYS_TIMEOUT_MS });
  return { verify: (token) => verify(token, keys, options) };
}

async function verify(token: string, keys: JWTVerifyGetKey, options: IssuerOptions): Promise<Result<Actor, TokenRefusal | ActorRefusal>> {
  if (token.length > MAX_TOKEN_CHARACTERS) return refuse('auth.invalid');
  let claims: JWTPayload;
  try {
    ({ payload: claims } = await jwtVerify(token, keys, {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'iat', 'sub'],
    }));
  } catch (error) {
    return tokenRefusal(error);
  }
  return actorFromClaims(claims);
}

function tokenRefusal(error: unknown): Result<never, TokenRefusal> {
  if (error instanceof errors.JWTExpired) return refuse('auth.expired');
  const isAboutToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== 'ERR_JOSE_GENERIC';
  return isAboutToken ? refuse('auth.invalid') : refuse('auth.issuer-unreachable');
}
