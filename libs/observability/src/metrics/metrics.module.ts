import { Public, Undocumented } from '@gongjiang/http';
import { Controller, Get, Header, Inject, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { RequestMetricsInterceptor } from './request-metrics.interceptor.js';

/** Counters and durations without any person, in the text form that Prometheus reads. Keep it inside the cluster's network. */
@Public()
@Undocumented()
@Controller('metrics')
class MetricsController {
  constructor(@Inject(Registry) private readonly registry: Registry) {}

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
      providers: [
        { provide: Registry, useValue: registry },
        { provide: APP_INTERCEPTOR, useValue: new RequestMetricsInterceptor(registry) },
      ],
      exports: [Registry],
    };
  }
}
