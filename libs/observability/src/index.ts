import 'reflect-metadata';

export * from './health/health.module.js';
export * from './health/readiness.js';
export * from './logging/logger.js';
export * from './logging/redaction.js';
export * from './metrics/metrics.module.js';
