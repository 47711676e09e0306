import type { DynamicModule, FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { HEALTH_CHECKS, HealthController } from './health.http.js';
import type { HealthChecks } from './readiness.js';

export interface HealthModuleOptions {
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  readonly useFactory: (...dependencies: never[]) => HealthChecks;
}

/** `/health/live` and `/health/ready`, with the checks that the service gives. */
export class HealthModule {
  static forRoot(checks: HealthChecks): DynamicModule {
    return HealthModule.forRootAsync({ useFactory: () => checks });
  }

  static forRootAsync(options: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: options.imports ?? [],
      controllers: [HealthController],
      providers: [{ provide: HEALTH_CHECKS, inject: options.inject ?? [], useFactory: options.useFactory as (...dependencies: unknown[]) => HealthChecks }],
    };
  }
}
