export * from './bank/index.js';
export * from './cloud-event.js';
export * from './event.contract.js';
export * from './event.registry.js';
export * from './events/index.js';
export * from './shapes.js';
