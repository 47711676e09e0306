import './node-version.mjs';
import { build } from './build.mjs';
import { root, run } from './command.mjs';
import { install } from './install.mjs';

const isReady = (await install()) && (await build());
process.exitCode = isReady ? await run(process.execPath, [`${root}apps/cli/dist/main.js`, ...process.argv.slice(2)]) : 1;
