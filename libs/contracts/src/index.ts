export * from './bank/index.js';
