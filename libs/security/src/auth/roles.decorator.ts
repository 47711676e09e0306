import { ROUTE_ROLES } from '@gongjiang/http/nest';
import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../actor/actor.js';
import type { Role } from '../actor/role.js';

export const STAND_INS_MAY = 'gongjiang:stand-ins-may';
const ACTOR = Symbol('the actor of a request');

/** Who may call the route: one of these roles is enough. */
export function Roles(first: Role, ...others: readonly Role[]): CustomDecorator {
  return SetMetadata(ROUTE_ROLES, [first, ...others]);
}

/** Who stands in for somebody with one of the roles may call the route too: what it does counts the absent person as well. */
export function StandInsMay(): CustomDecorator {
  return SetMetadata(STAND_INS_MAY, true);
}

/** The actor of the request, in a handler's parameters. Throws where the route is public: there is none. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()));

export function setActor(request: FastifyRequest, actor: Actor): void {
  (request as { [ACTOR]?: Actor })[ACTOR] = actor;
}

/** Who sent a request, let in or not; undefined where no token said so. */
export function knownActorOf(request: FastifyRequest): Actor | undefined {
  return (request as { [ACTOR]?: Actor })[ACTOR];
}

/** Throws where no guard has looked at the token. */
export function actorOf(request: FastifyRequest): Actor {
  const actor = knownActorOf(request);
  if (actor === undefined) throw new Error('A public route asks for its actor');
  return actor;
}
