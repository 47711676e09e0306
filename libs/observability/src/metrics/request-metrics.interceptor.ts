import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import type { Observable } from 'rxjs';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long requests take, by route (as declared, so that no id becomes a label), method and status. */
export class RequestMetricsInterceptor implements NestInterceptor {
  private readonly durations: Histogram<'method' | 'route' | 'status'>;

  constructor(registry: Registry) {
    this.durations = new Histogram({
      name: 'http_request_duration_seconds', help: 'Duration of HTTP requests', labelNames: ['method', 'route', 'status'], buckets: SECONDS, registers: [registry],
    });
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') this.observe(context.switchToHttp().getRequest<FastifyRequest>(), context.switchToHttp().getResponse<FastifyReply>());
    return next.handle();
  }

  private observe(request: FastifyRequest, reply: FastifyReply): void {
    reply.raw.once('close', () => {
      const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.raw.statusCode) };
      this.durations.observe(labels, reply.elapsedTime / 1000);
    });
  }
}
