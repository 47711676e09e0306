const { sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const { runInNewContext, SyntheticModule } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
// Before all packages with decorators: Node loads several of them side by side, and the one that brings it may not be the first.
require('reflect-metadata');

/** What stands on `globalThis` before the first test file. Node makes the others when they are asked for. */
const GLOBALS = Object.entries(Object.getOwnPropertyDescriptors(globalThis)).filter(([, { value, writable }]) => writable && value !== undefined);
const PACKAGES = `${sep}node_modules${sep}`;
/** `Error`, `Map`, `String` and whatever else the language itself brings. */
const OF_THE_LANGUAGE = runInNewContext('Object.getOwnPropertyNames(globalThis)').filter((name) => typeof globalThis[name] === 'function');

/**
 * Left to itself, Jest loads every module anew for each test file, in a world apart from Node's. Here a file still has its
 * own copy of our modules; what npm brought, Node loads, once for all the files of a process, and everything runs in
 * Node's own world, as it does in service: an error of the driver is an `Error` to our code. A quarter less work for the
 * files on real servers. The price: what a file adds to `globalThis` or changes in `process`, the next one finds. What it
 * put in the place of a global (a simulated `Date`) and did not put back is put back here.
 *
 * It stands on parts of Jest that are not promised, so it says when one of them is gone.
 */
module.exports = class PackagesOnceRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const { esmLoader, _environment: environment } = this;
    const { resolution } = esmLoader;
    for (const [owner, name] of [[esmLoader, 'getContext'], [esmLoader, 'resolveModule'], [resolution, 'resolveEsmAsync'], [resolution, 'hasDistinctAsyncResolver']]) {
      if (typeof owner[name] !== 'function') throw new Error(`This release of Jest has no ${name} any more, on which ${__filename} stands`);
    }
    for (const name of OF_THE_LANGUAGE) environment.global[name] = globalThis[name]; // `expect` stays in Jest's world: its `String` has to be ours
    esmLoader.getContext = () => undefined; // Node's own
    resolution.hasDistinctAsyncResolver = () => true; // or later releases of Node would pass by what follows
    const asJestLoadsIt = esmLoader.resolveModule.bind(esmLoader);
    const packages = new Map();
    esmLoader.resolveModule = async (specifier, importer, context) => {
      if (!isBare(specifier)) return asJestLoadsIt(specifier, importer, context);
      const file = await resolution.resolveEsmAsync(importer, specifier);
      if (!file.includes(PACKAGES)) return asJestLoadsIt(specifier, importer, context);
      if (!packages.has(file)) packages.set(file, asNodeLoadsIt(file));
      return packages.get(file);
    };
  }

  teardown() {
    super.teardown();
    for (const [name, { value }] of GLOBALS) if (globalThis[name] !== value) globalThis[name] = value;
  }
};

/** Names a package, and not the one that Jest makes up. */
function isBare(specifier) {
  return !/^(?:\.|\/|data:|file:|node:)/.test(specifier) && specifier !== '@jest/globals';
}

/** A module with the exports that Node finds in the file. */
async function asNodeLoadsIt(file) {
  const loaded = await import(pathToFileURL(file).href);
  const names = Object.keys(loaded);
  const module = new SyntheticModule(names, function setExports() {
    for (const name of names) this.setExport(name, loaded[name]);
  }, { identifier: file });
  await module.link(() => { throw new Error(`${file}: hands on what is loaded and imports nothing`); });
  await module.evaluate();
  return module;
}
