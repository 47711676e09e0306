import { holdsPersonalNumber, isCityCode, isPersonToken, ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { z } from 'zod';
import type { Actor } from './actor.js';
import { rolesThatExclude, ROLES } from './role.js';

export type ActorRefusal = Refusal<'auth.claims' | 'auth.roles-exclude'>;

/** Roles that are none of ours are left out: an issuer also serves other programs. */
const claimsSchema = z.object({
  sub: z.string().regex(/^[\x21-\x7e]{1,128}$/).refine((id) => !holdsPersonalNumber(id)),
  city: z.custom<Actor['city']>(isCityCode),
  person: z.custom<NonNullable<Actor['person']>>(isPersonToken).optional(),
  roles: z.array(z.string().max(64)).max(64).transform((roles) => ROLES.filter((role) => roles.includes(role))),
});

/** The actor that a verified token's claims name; refused where they name no city, or roles that exclude one another. */
export function actorFromClaims(claims: unknown): Result<Actor, ActorRefusal> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return refuse('auth.claims', { claim: String(parsed.error.issues[0]?.path[0] ?? '') });
  const { sub, city, roles, person } = parsed.data;
  const excluding = rolesThatExclude(roles);
  if (excluding.length > 0) return refuse('auth.roles-exclude', { roles: excluding.join(', ') });
  return ok({ id: sub, city, roles, ...(person === undefined ? {} : { person }) });
}
