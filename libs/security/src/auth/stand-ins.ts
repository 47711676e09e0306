import type { Actor } from '../actor/actor.js';
import type { Role } from '../actor/role.js';

/** For whom somebody stands in today, and with which roles. */
export interface StandingIn {
  readonly absent: string;
  readonly roles: readonly Role[];
}

/** Who stands in for whom (代理): asked only where an actor's own roles do not do. */
export abstract class StandIns {
  abstract of(actor: Actor): Promise<readonly StandingIn[]>;
}
