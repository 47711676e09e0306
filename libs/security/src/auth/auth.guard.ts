import { problemOf } from '@gongjiang/http';
import { PUBLIC_ROUTE, ROUTE_ROLES } from '@gongjiang/http/nest';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hasRole, type Actor } from '../actor/actor.js';
import type { Role } from '../actor/role.js';
import { setActor, STAND_INS_MAY } from './roles.decorator.js';
import type { StandIns } from './stand-ins.js';
import type { TokenVerifier } from './token-verifier.js';

/** Lets in by token and role; a route that names neither roles nor `@Public()` lets nobody in. */
export class AuthGuard implements CanActivate {
  constructor(private readonly verifier: TokenVerifier, private readonly standIns?: StandIns) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    if (metadataOf<boolean>(context, PUBLIC_ROUTE) === true) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const verified = await this.verifier.verify(bearerToken(request));
    if (!verified.ok) throw problemOf(verified.refusal);
    // Set first: who lacks the role is known all the same, and the attempt can be recorded.
    setActor(request, { ...verified.value, address: request.ip });
    const roles = metadataOf<readonly Role[]>(context, ROUTE_ROLES) ?? [];
    if (hasRole(verified.value, roles)) return true;
    const standingIn = metadataOf<boolean>(context, STAND_INS_MAY) === true ? await this.standingIn(verified.value, roles) : undefined;
    if (!standingIn) throw problemOf({ code: 'auth.role', details: { roles: roles.join(', ') } });
    setActor(request, { ...standingIn, address: request.ip });
    return true;
  }

  /** The actor as somebody's stand-in, where that gives one of the roles. */
  private async standingIn(actor: Actor, roles: readonly Role[]): Promise<Actor | undefined> {
    const found = (await this.standIns?.of(actor))?.find((one) => roles.some((role) => one.roles.includes(role)));
    return found && { ...actor, roles: found.roles, standsInFor: found.absent };
  }
}

function bearerToken(request: FastifyRequest): string {
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw problemOf({ code: 'auth.missing' });
  return token;
}

/** What the handler says goes before what its controller says. */
function metadataOf<T>(context: ExecutionContext, key: string): T | undefined {
  return (Reflect.getMetadata(key, context.getHandler()) ?? Reflect.getMetadata(key, context.getClass())) as T | undefined;
}
