export * from './process/started-process.js';
export * from './start-servers.js';
export * from './server.js';
export { MachineLacks } from './machine/machine.js';
