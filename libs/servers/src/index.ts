export * from './process/started-process.js';
