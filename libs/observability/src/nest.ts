import 'reflect-metadata';

export * from './health/health.module.js';
export * from './metrics/metrics.module.js';
