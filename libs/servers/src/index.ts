export * from './kept-servers.js';
export type { CommandFault, ReplicaSet } from './mongo/mongo.members.js';
export * from './process/started-process.js';
export * from './server.js';
export * from './start-servers.js';
export { fillCache } from './machine/cache.js';
export { run } from './machine/command.js';
export { MachineLacks } from './machine/machine.js';
export { keptFolder, repositoryRoot } from './repository.js';
