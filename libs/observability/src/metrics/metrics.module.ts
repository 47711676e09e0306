import { Public, Uncounted, Undocumented } from '@gongjiang/http/nest';
import { Controller, Get, Header, Inject, type DynamicModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { requestMetrics } from './request-metrics.js';

/** Counters and durations without any person, in the text form that Prometheus reads. Keep it inside the cluster's network. */
@Public()
@Undocumented()
@Uncounted()
@Controller('metrics')
class MetricsController {
  /** The hook is added here, before any route is registered: Fastify runs it for later routes only. */
  constructor(@Inject(Registry) private readonly registry: Registry, @Inject(HttpAdapterHost) host: HttpAdapterHost) {
    const observe = requestMetrics(registry);
    const fastify: FastifyInstance = host.httpAdapter.getInstance();
    fastify.addHook('onResponse', (request, reply, done) => {
      observe(request, reply);
      done();
    });
  }

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  read(): Promise<string> {
    return this.registry.metrics();
  }
}

/** `/metrics`, and the registry that a service adds its own to. */
export class MetricsModule {
  static forRoot(service: string): DynamicModule {
    const registry = new Registry();
    registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: registry });
    return {
      module: MetricsModule,
      global: true,
      controllers: [MetricsController],
      providers: [{ provide: Registry, useValue: registry }],
      exports: [Registry],
    };
  }
}
