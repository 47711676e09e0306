/** Three kinds of test: pure (`.spec`), on the real servers (`.int.spec`), across services (`.e2e.spec`). */
export const common = {
  testEnvironment: 'node',
  runtime: '<rootDir>/tests/src/packages-once.runtime.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', {}] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // No cleaning up of globals: what the runtime put there belongs to Node and to the files that follow.
  testEnvironmentOptions: { customExportConditions: ['@gongjiang/source', 'node', 'node-addons'], globalsCleanup: 'off' },
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tests'],
  modulePathIgnorePatterns: ['/dist/'],
};
/** The servers start once for all of these, and only when some of these run. */
export const onServers = { globalSetup: '<rootDir>/tests/src/servers.setup.mjs', globalTeardown: '<rootDir>/tests/src/servers.teardown.mjs' };

export default {
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/src/**/*.spec.ts'], testPathIgnorePatterns: ['/dist/', '\\.(int|e2e|fault)\\.spec\\.ts$'] },
    { ...common, ...onServers, displayName: 'integration', testMatch: ['**/src/**/*.int.spec.ts'], testPathIgnorePatterns: ['/dist/'] },
    { ...common, ...onServers, displayName: 'across services', testMatch: ['**/src/**/*.e2e.spec.ts'], testPathIgnorePatterns: ['/dist/'] },
  ],
  randomize: true,
  // A process of tests keeps every module it ever loaded: beyond this size it is ended, and another goes on.
  workerIdleMemoryLimit: '400MB',
  // Measured on two processors: tests wait for servers and for disks, so that two of them leave a processor idle now and then.
  maxWorkers: 3,
  // For all projects alike: Jest reads no project's own. It ends what hangs; how long anything takes is the benchmark's to say.
  testTimeout: 600_000,
};
