import type { CityCode, PersonToken } from '@gongjiang/kernel';
import type { Role } from './role.js';

/**
 * Who acts. Everyone belongs to exactly one city, programs and administrators too: whoever serves two cities has a
 * token for each, so no code ever asks "which cities", and no query can forget to.
 */
export interface Actor {
  /** The subject of the token: unique with the issuer, never an identity number or a name. */
  readonly id: string;
  readonly city: CityCode;
  readonly roles: readonly Role[];
  /** Who the actor is as a person: what a citizen may see is by this token, and by nothing that a request says. */
  readonly person?: PersonToken;
  /** Whom the actor stands in for in this request: the route wants a role that the actor has as their stand-in alone. */
  readonly standsInFor?: string;
  /** Where the request came from; absent where no request did. For the audit entry, never for a decision. */
  readonly address?: string;
}

export function hasRole(actor: Actor, wanted: readonly Role[]): boolean {
  return wanted.some((role) => actor.roles.includes(role));
}
