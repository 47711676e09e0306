import type { Refusal, Result } from '@gongjiang/kernel';
import type { Actor } from '../actor/actor.js';
import type { ActorRefusal } from '../actor/actor.claims.js';

export type TokenRefusal = Refusal<'auth.invalid' | 'auth.expired' | 'auth.issuer-unreachable'>;

/** Tells whose token it is, or why it is nobody's. */
export interface TokenVerifier {
  verify(token: string): Promise<Result<Actor, TokenRefusal | ActorRefusal>>;
}
