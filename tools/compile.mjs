import { brought, run } from './command.mjs';

// Run in a workspace: `src` becomes `dist`, file by file; then the entry files named take in all that they load.
const entries = process.argv.slice(2);
const code = await run(brought('swc'), ['src', '--out-dir', 'dist', '--strip-leading-paths', '--config-file', '../../.swcrc', '--ignore', '**/*.spec.ts', '--quiet'], { folder: process.cwd() });
if (code !== 0) process.exit(code);
if (entries.length > 0) await (await import('./bundle.mjs')).bundle(process.cwd(), entries);
