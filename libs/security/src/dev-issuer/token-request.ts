import { isCityCode, isPersonToken } from '@gongjiang/kernel';
import { z } from 'zod';
import { ROLES } from '../actor/role.js';

/** A working day; whoever leaves a development stack running asks anew in the morning. */
const DEFAULT_TTL_SECONDS = 28_800;
export const MAX_TTL_SECONDS = 86_400;

/** Whom a token is asked for. Roles that exclude one another are signed all the same: it is the services that refuse them. */
export const tokenRequestSchema = z.strictObject({
  subject: z.string().min(1).max(128),
  city: z.string().refine(isCityCode),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  /** As whom a citizen signs in. */
  person: z.string().refine(isPersonToken).optional(),
  ttlSeconds: z.number().int().min(1).max(MAX_TTL_SECONDS).default(DEFAULT_TTL_SECONDS),
});

export type TokenRequest = z.input<typeof tokenRequestSchema>;
