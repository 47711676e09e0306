import { Documented, Public, Uncounted } from '@gongjiang/http/nest';
import { Controller, Get, Inject, Logger, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { readinessOf, type HealthChecks } from './readiness.js';

export const HEALTH_CHECKS = Symbol('health checks');

const live = z.object({ status: z.literal('up') });
const ready = z.object({ status: z.enum(['up', 'down']), checks: z.record(z.string(), z.enum(['up', 'down'])) });

/** For orchestrators: `live` says that the process answers, `ready` that it can do its work. */
@Public()
@Uncounted()
@Controller('health')
export class HealthController {
  private readonly logger = new Logger('Health');

  constructor(@Inject(HEALTH_CHECKS) private readonly checks: HealthChecks) {}

  @Get('live')
  @Documented({ summary: 'Says that the process answers', answer: { status: 200, description: 'It does', schema: live } })
  live(): z.infer<typeof live> {
    return { status: 'up' };
  }

  @Get('ready')
  @Documented({ summary: 'Says whether the service can work; 503 with the same body where it cannot', answer: { status: 200, description: 'It can', schema: ready }, otherwise: { status: 503, description: 'It cannot, and why', schema: ready } })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof ready>> {
    const readiness = await readinessOf(this.checks);
    for (const [name, fault] of Object.entries(readiness.faults)) this.logger.warn(`${name} is down`, { fault });
    void reply.status(readiness.ready ? 200 : 503).header('cache-control', 'no-store');
    return { status: readiness.ready ? 'up' : 'down', checks: readiness.checks };
  }
}
