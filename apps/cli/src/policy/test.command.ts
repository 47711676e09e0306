import { readPackTests, runPackTests, type PackTestOutcome } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { EXIT_NOT_IN_ORDER, folderOf, packsOf, print, type PackOptions } from './policy.run.js';

/** `policy test [PACK]`: runs the tests that lie beside the packs, each version's under that version. */
export function test(name: string | undefined, options: PackOptions): void {
  const packs = packsOf(options);
  const chosen = packs.packs.filter(({ identity }) => name === undefined || identity.id === name);
  if (chosen.length === 0) throw new BadInput(`there is no pack "${name}"`);
  const outcomes = chosen.flatMap(({ identity: { id, version } }) => runPackTests(packs, readPackTests(id, version, folderOf(options)), version));
  const failed = outcomes.filter(({ passed }) => !passed);
  print([...summary(outcomes), ...failed.flatMap(failure), verdict(outcomes.length, failed.length)].join('\n'));
  if (failed.length > 0) process.exitCode = EXIT_NOT_IN_ORDER;
}

function summary(outcomes: readonly PackTestOutcome[]): string[] {
  const entitlements = [...new Set(outcomes.map(({ entitlement }) => entitlement))];
  return entitlements.map((id) => {
    const own = outcomes.filter(({ entitlement }) => entitlement === id);
    const passed = own.filter((outcome) => outcome.passed).length;
    return `${passed === own.length ? '✓' : '✗'} ${id}: ${passed}/${own.length}`;
  });
}

function failure({ file, line, name, difference }: PackTestOutcome): string[] {
  return ['', `✗ ${name}`, `  ${file}:${line}`, ...difference.split('\n').map((text) => `  ${text}`)];
}

function verdict(total: number, failed: number): string {
  if (total === 0) return '没有测试 · there are no tests';
  return failed === 0 ? `${total} 例全部通过 · all ${total} tests pass` : `${total} 例中 ${failed} 例不符 · ${failed} of ${total} tests fail`;
}
