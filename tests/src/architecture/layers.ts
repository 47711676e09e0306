/**
 * Which library may build on which. An arrow that is not here is a decision: add it together with the reason, or
 * move the code.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  contracts: ['kernel'],
  policy: ['kernel'],
  ledger: ['kernel'],
  'bank-files': ['contracts', 'kernel'],
  persistence: ['kernel'],
  http: ['kernel', 'persistence'],
  messaging: ['contracts', 'kernel', 'persistence'],
  observability: ['http', 'kernel'],
  security: ['http', 'kernel', 'persistence'],
  servers: [],
  simulation: ['persistence'],
  testing: ['kernel', 'servers'],
  rehearsal: ['contracts', 'kernel', 'messaging', 'persistence', 'policy', 'security', 'servers'],
};

/** Libraries that start servers and processes or serve tests: no service is built on them; these alone are. */
export const notForServices: Readonly<Record<string, readonly string[]>> = {
  servers: ['cli'],
  simulation: [],
  testing: [],
  rehearsal: ['cli'],
};

/** Libraries that hold rules and shapes alone: no framework, database, queue, clock or chance. */
export const pureLibraries = ['kernel', 'contracts', 'policy', 'ledger', 'bank-files'] as const;

/** Packages that compute and nothing else. */
export const purePackages: readonly string[] = ['zod', 'yaml', 'js-yaml', 'temporal-polyfill', '@marcbachmann/cel-js', 'fast-xml-parser', 'iconv-lite', 'saxes'];

/** Of Node itself, what computes and nothing else. */
export const pureNodeNames: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': ['hash', 'createHash', 'createHmac', 'timingSafeEqual'],
};

/**
 * The last part of a name that says: this file of a slice touches technology. All its other files are pure, so that
 * a new kind of file is pure until its role stands here.
 */
export const technicalRoles: readonly string[] = [
  'service', 'mongo', 'file', 'files',
  'http', 'http-client', 'client', 'events', 'consumer', 'view',
  'jobs', 'queue', 'handlers', 'loop', 'driver', 'reader', 'import',
  'module', 'parts', 'check', 'commands',
];

/** In a pure library only the adapters are not. */
export const technicalRolesOfPureLibraries: readonly string[] = ['mongo', 'file', 'files'];

/** Folders that are an edge as a whole; the command line is nothing else. */
export const technicalFolders = /^apps\/(cli\/src|[^/]+\/src\/(http|jobs))\//;

/** Single files that are technical against their name, each with its reason. */
export const technicalFiles: Readonly<Record<string, string>> = {
  'libs/policy/src/packs.store.ts': 'reads the packs from disk, for those who start the engine',
};

/** Doors hold no code; they open on adapters as well. `nest.ts` is the door to what only a service with an API needs. */
export const door = /^libs\/[^/]+\/src\/(index|nest)\.ts$/;

/** Entry points that serve no requests, and so load nothing of the web framework. */
export const withoutNest = ['apps/subsidy/src/worker.ts', 'apps/subsidy/src/relay.ts'] as const;

/** The only ones that look into the environment. */
export const configFile = /\/config\.ts$/;

/** Hands the whole environment to `config.ts`, which alone looks into it. */
export const entryPoint = /^(apps\/[^/]+|libs\/security\/src\/dev-issuer)\/(src\/)?(main|worker|relay|verify|check-ledger|declare-restore|try-month)\.ts$/;

/** Files that only tests use: they may import what the workspace only develops with. */
export const testFile = /\.(spec|fixture|builders|process|bench)\.tsx?$|\/test-processes\/|^apps\/subsidy\/src\/chaos\//;
