export * from './health/readiness.js';
export * from './logging/logger.js';
export * from './logging/redaction.js';
