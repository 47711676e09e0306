export { MemoryStore, type Watch } from './documents/memory.store.js';
export { Random } from './random.js';
export { SimulatedProcess, Simulation, type Blow, type End } from './simulation.js';
export { VirtualTime } from './virtual-time.js';
export { memoryConnection } from './documents/memory.connection.js';
export { networkError } from './documents/errors.js';
export { openTurnstile, type Turnstile } from './turnstile.js';
