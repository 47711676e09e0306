import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** The issuer's key pair, made anew at each start: a token never outlives its issuer. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const ALGORITHM = 'ES256';

export async function newSigningKey(keyId: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  return { keyId, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: keyId, alg: ALGORITHM, use: 'sig' } };
}

export interface TokenContents {
  readonly issuer: string;
  readonly audience: string;
  /** With `sub` among them. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export function signToken(key: SigningKey, contents: TokenContents): Promise<string> {
  return new SignJWT({ ...contents.claims })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.keyId, typ: 'JWT' })
    .setIssuer(contents.issuer).setAudience(contents.audience)
    .setIssuedAt(contents.issuedAt).setExpirationTime(contents.expiresAt)
    .sign(key.privateKey);
}
