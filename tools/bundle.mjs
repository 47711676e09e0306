import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';
import { root } from './command.mjs';

/** Packages that look for files of their own beside themselves, and the one that must be there before all others. */
const APART = ['libxml2-wasm', 'msgpackr-extract', 'reflect-metadata'];
/** Our own files: `import.meta.url` in them means where they were, not the file that took them in. */
const OWN = /[/\\](?:apps|libs)[/\\][^/\\]+[/\\]dist[/\\].*\.js$/;
const FROM = '__BUNDLED_FROM__';
const CHUNKS = 'chunks';
/** What decorators expect to be there before them, wherever they were taken in. */
const FOR_DECORATORS = `import 'reflect-metadata';\n`;
/** What CommonJS packages expect to be there. */
const FOR_COMMONJS = `import { createRequire as bundledRequire } from 'node:module';
import { dirname as bundledDirname } from 'node:path';
import { fileURLToPath as bundledPath } from 'node:url';
const require = bundledRequire(import.meta.url), __filename = bundledPath(import.meta.url), __dirname = bundledDirname(__filename);`;

/**
 * Entry files of a workspace (`main`, `chaos/real/api.process`) take in all that they load, in the place of what SWC has just
 * written: looking for two thousand files takes longer than to run them. They share what they have in common.
 */
export async function bundle(folder, entries) {
  const dist = join(folder, 'dist');
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  rmSync(join(dist, CHUNKS), { recursive: true, force: true });
  const { outputFiles } = await build({
    entryPoints: entries.map((entry) => join(dist, `${entry}.js`)),
    outdir: dist, outbase: dist, chunkNames: `${CHUNKS}/[hash]`, write: false, allowOverwrite: true,
    bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node20', sourcemap: 'linked', sourcesContent: false, logLevel: 'error',
    external: APART,
    // Its helpers have two forms, of which one cannot be taken in.
    alias: { tslib: join(root, 'node_modules/tslib/tslib.es6.mjs') },
    banner: { js: `${'reflect-metadata' in dependencies ? FOR_DECORATORS : ''}${FOR_COMMONJS}` },
    plugins: [{ name: 'gongjiang', setup: (bundling) => { leaveOptional(bundling); rememberPlaces(bundling); } }],
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, path.endsWith('.map') ? ofOwnFiles(text) : text.replaceAll(FROM, relative(dirname(path), root)));
  }
}

/** What is not installed is looked for when it is needed, as without a bundle: frameworks offer more than we use. */
function leaveOptional(bundling) {
  bundling.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
    if (pluginData === 'asked' || kind === 'entry-point') return undefined;
    const found = await bundling.resolve(path, { kind, importer, resolveDir, pluginData: 'asked' });
    return found.errors.length > 0 ? { path, external: true } : found;
  });
}

/** Files beside our sources are found where they are. */
function rememberPlaces(bundling) {
  bundling.onLoad({ filter: OWN }, async ({ path }) => {
    const text = await readFile(path, 'utf8');
    const place = JSON.stringify(`${FROM}/${relative(root, path)}`);
    return text.includes('import.meta.url') ? { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`), loader: 'js' } : undefined;
  });
}

/** A map without what npm brought: it leads traces to our own sources, and every process reads it whole at its start. */
function ofOwnFiles(map) {
  const { sources, mappings, ...rest } = JSON.parse(map);
  const isOwn = sources.map((source) => !/[/\\]node_modules[/\\]/.test(source));
  const lines = decode(mappings).map((line) => line
    .map((segment) => (isOwn[segment[1]] ? segment.slice(0, 4) : [segment[0]]))
    .filter((segment, at, all) => segment.length > 1 || all[at - 1]?.length > 1));
  return JSON.stringify({ ...rest, names: [], sources, mappings: encode(lines) });
}
