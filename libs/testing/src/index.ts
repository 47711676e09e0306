export * from './eventually.js';
export * from './fixed-clock.js';
export * from './test-database.js';
export * from './test-namespace.js';
export { serverAddress } from './config.js';
export { startProcess, type ProcessEnd, type StartedProcess, type StartProcessOptions } from '@gongjiang/servers';
