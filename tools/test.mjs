import './node-version.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, nxEnvironment } from './build.mjs';
import { brought, run } from './command.mjs';
import { install } from './install.mjs';

/**
 * Jest hands these to its own processes. Most test files are over within seconds, so that little pays for being compiled
 * well; and threads that help with collecting garbage take the processors from servers and services. An eighth less
 * processor time, measured when packages were still loaded for each file anew.
 */
const FRUGAL = ['--single-threaded-gc', '--interrupt-budget=528000'];

/** Each step tells how many of its checks passed and failed; the installation and the build count only when they fail. */
const steps = [
  ['installation', async () => countIfFailed(await install())],
  ['build', async () => countIfFailed(await build())],
  ['types', async () => countOne((await run(brought('nx'), ['run-many', '-t', 'typecheck', '--output-style=static'], { environment: nxEnvironment, output: 'ifFailed' })) === 0)],
  ['lint', async () => countOne((await run(brought('oxlint'), [])) === 0)],
  ['unused files, exports and dependencies', async () => countOne((await run(brought('knip'), ['--no-config-hints'])) === 0)],
  ['tests', runJest],
];

const total = { passed: 0, failed: 0 };
for (const [name, step] of steps) {
  console.log(`\n── ${name}`);
  const { passed, failed } = await step();
  total.passed += passed;
  total.failed += failed;
  if (failed > 0 && (name === 'installation' || name === 'build')) break; // nothing after it can mean anything
}
if (total.failed > 0) process.exitCode = 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);

function countOne(isGood) {
  return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function countIfFailed(isGood) {
  return isGood ? { passed: 0, failed: 0 } : { passed: 0, failed: 1 };
}

/** Counts from Jest's own report; a suite that could not run is a failure, and so is an end without a report. */
async function runJest() {
  const folder = mkdtempSync(join(tmpdir(), 'gongjiang-test-'));
  const report = join(folder, 'report.json');
  const environment = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim() };
  const code = await run(process.execPath, [...FRUGAL, brought('jest'), '--json', `--outputFile=${report}`, ...process.argv.slice(2)], { environment, output: 'errors' });
  const counts = countsOf(report);
  rmSync(folder, { recursive: true });
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
