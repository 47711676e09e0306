import { common, onServers } from './jest.config.mjs';

/** Months in which real servers and processes are killed, frozen, filled and emptied: minutes each, so a command of its own (`npm run faults`). */
export default {
  projects: [{ ...common, ...onServers, displayName: 'faults', testMatch: ['**/src/**/*.fault.spec.ts'], testPathIgnorePatterns: ['/dist/'] }],
  // One at a time: what recovery takes is measured.
  maxWorkers: 1,
  testTimeout: 600_000,
};
