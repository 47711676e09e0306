import { Public, Uncounted, Undocumented } from '@gongjiang/http/nest';
import { Controller, Get, Header, Inject, type DynamicModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { soon } from '../soon.js';
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

/** Something that is counted whenever metrics are read; the text says what. */
export interface Reading {
  readonly help: string;
  readonly read: () => Promise<number>;
}

export type Readings = Readonly<Record<string, Reading>>;

/** `/metrics`: of the process and its requests, and what the service has counted of its own, by its name. */
export class MetricsModule {
  static forRoot(service: string, readings: Readings = {}): DynamicModule {
    const registry = new Registry();
    registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: registry });
    for (const [name, { help, read }] of Object.entries(readings)) registry.registerMetric(gaugeOf(name, help, read));
    return {
      module: MetricsModule,
      global: true,
      controllers: [MetricsController],
      providers: [{ provide: Registry, useValue: registry }],
      exports: [Registry],
    };
  }
}

/** A reading that fails, or takes too long, is no number: the others are told all the same. */
function gaugeOf(name: string, help: string, read: Reading['read']): Gauge {
  return new Gauge({ name, help, registers: [], async collect() { this.set(await soon(read).catch(() => Number.NaN)); } });
}
