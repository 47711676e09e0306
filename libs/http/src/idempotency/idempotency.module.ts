import type { DynamicModule, FactoryProvider, INestApplicationContext, ModuleMetadata } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { routesOf } from '../routes/routes-of.js';
import { IdempotencyInterceptor, type IdempotencyScope } from './idempotency.interceptor.js';
import type { IdempotencyStore } from './idempotency.store.js';
import { keyNeedOf } from './idempotent.decorator.js';

const PRESENT = Symbol('the idempotency module is there');

export interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  readonly scopeOf: IdempotencyScope;
}

export interface IdempotencyModuleOptions {
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  readonly useFactory: (...dependencies: never[]) => IdempotencyOptions | Promise<IdempotencyOptions>;
}

/** Brings `@Idempotent()` to life in a service. */
export class IdempotencyModule {
  static forRootAsync(options: IdempotencyModuleOptions): DynamicModule {
    return {
      module: IdempotencyModule,
      imports: options.imports ?? [],
      providers: [
        { provide: PRESENT, useValue: true },
        {
          provide: APP_INTERCEPTOR,
          inject: options.inject ?? [],
          useFactory: async (...dependencies: never[]) => {
            const { store, scopeOf } = await options.useFactory(...dependencies);
            return new IdempotencyInterceptor(store, scopeOf);
          },
        },
      ],
    };
  }
}

/** Stops the start where a route says `@Idempotent()` and nothing keeps its keys. */
export function assertIdempotencyKept(app: INestApplicationContext): void {
  const marked = routesOf(app).filter(({ handler, controller }) => keyNeedOf(handler, controller) !== undefined);
  if (marked.length === 0 || isPresent(app)) return;
  throw new Error(`Import IdempotencyModule, or these routes do their work twice:\n  ${marked.map(({ name }) => name).join('\n  ')}`);
}

function isPresent(app: INestApplicationContext): boolean {
  try {
    return app.get<boolean>(PRESENT, { strict: false });
  } catch {
    return false;
  }
}
