import { SetMetadata, type CanActivate, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TakeCall } from './rate-limits.js';

const UNCOUNTED = 'gongjiang:uncounted';

/** What the cluster's own machines ask, health and figures: a probe that is kept waiting would end a service that is well. */
export function Uncounted(): CustomDecorator {
  return SetMetadata(UNCOUNTED, true);
}

/** Keeps one caller from working for all others. It comes after the guard that knows who calls. */
export class RateGuard implements CanActivate {
  constructor(private readonly take: TakeCall) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http' || Reflect.getMetadata(UNCOUNTED, context.getClass()) === true) return true;
    const http = context.switchToHttp();
    await this.take(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return true;
  }
}
