export * from './account.js';
export * from './balance.js';
export * from './ledger.contract.js';
export * from './ledger.store.js';
export * from './ledger.store.memory.js';
export * from './ledger.store.mongo.js';
export * from './posting.js';
