import 'reflect-metadata';

export * from './idempotency/idempotency.interceptor.js';
export * from './idempotency/idempotency.module.js';
export * from './idempotency/idempotent.decorator.js';
export * from './input/inputs.check.js';
export * from './input/validation.pipe.js';
export * from './openapi/api-document.js';
export * from './openapi/documented.decorator.js';
export * from './problem/problem.filter.js';
export { Uncounted } from './rate/rate.guard.js';
export type { RateOptions } from './rate/rate-limits.js';
export * from './routes/public.decorator.js';
export * from './routes/routes-of.js';
export { TakesFile } from './service/body.watch.js';
export * from './service/create-service.js';
export * from './service/listen.js';
