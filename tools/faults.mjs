import './node-version.mjs';
import { build } from './build.mjs';
import { brought, run } from './command.mjs';
import { install } from './install.mjs';

/** Breaks the real servers under small months, `--times N` times over; all other arguments are Jest's. */
const args = process.argv.slice(2);
const at = args.indexOf('--times');
const [, text = '1'] = at < 0 ? [] : args.splice(at, 2);
const times = Number(text);
if (!Number.isSafeInteger(times) || times < 1) throw new Error(`--times takes a number from 1 on, not ${text}`);

const environment = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim() };
process.exitCode = (await install()) && (await build()) ? await repeated() : 1;

async function repeated() {
  let worst = 0;
  for (let time = 0; time < times; time += 1) worst = Math.max(worst, await run(brought('jest'), ['--config', 'jest.faults.config.mjs', ...args], { environment }));
  return worst;
}
