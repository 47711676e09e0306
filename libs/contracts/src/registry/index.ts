export * from './registry.checks.js';
export * from './registry.question.js';
