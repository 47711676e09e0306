import { coverageOf, readPackSource, type Coverage, type CoveredPart, type Pack } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { EXIT_NOT_IN_ORDER, folderOf, packsOf, print, type PackOptions } from './policy.run.js';

export interface CoverageOptions extends PackOptions {
  readonly json?: boolean;
}

/** `policy coverage [PACK]`: the clause map of each pack beside its source; exit code 1 where a clause is left out. */
export function coverage(name: string | undefined, options: CoverageOptions): void {
  const packs = packsOf(options).newestPacks().filter(({ identity }) => name === undefined || identity.id === name);
  if (packs.length === 0) throw new BadInput(`there is no pack "${name}"`);
  const coverages = packs.map((pack) => coverageOf(pack, sourceOf(pack, options)));
  print(options.json === true ? JSON.stringify(coverages, null, 2) : coverages.map(page).join('\n'));
  if (coverages.some(({ leftOut, notInSource }) => leftOut.length + notInSource.length > 0)) process.exitCode = EXIT_NOT_IN_ORDER;
}

function sourceOf({ identity: { id, version } }: Pack, options: CoverageOptions): string {
  const source = readPackSource(id, version, folderOf(options));
  if (source === undefined) throw new BadInput(`${id}/${version}/source.txt: the text of the source is expected here`);
  return source;
}

function page({ pack, version, clauses, counts, leftOut, notInSource }: Coverage): string {
  const total = counts.coded + counts.otherSystem + counts.needsPerson;
  return [
    `${pack}@${version}: ${clauses.length} 条 clauses, ${total} 段 parts: ${counts.coded} 已编码 coded, ${counts.otherSystem} 其他系统 other system, ${counts.needsPerson} 需由人决定 needs a person, ${leftOut.length} 遗漏 left out`,
    ...clauses.flatMap(({ id, title, parts }) => [`  ${id}  ${title}`, ...parts.map(partLine)]),
    ...leftOut.map((text) => `  遗漏 LEFT OUT: ${text}`),
    ...notInSource.map((text) => `  原文没有 NOT IN THE SOURCE: ${text}`),
    '',
  ].join('\n');
}

function partLine({ text, status, why }: CoveredPart): string {
  return `    [${statusText(status, why)}] ${text}`;
}

function statusText(status: CoveredPart['status'], why: CoveredPart['why']): string {
  if ('coded' in status) return `已编码 coded: ${status.coded.join(', ')}`;
  if ('other-system' in status) return `其他系统 other system: ${status['other-system']}`;
  return `需由人决定 needs a person: ${why?.zh ?? ''} · ${why?.en ?? ''}`;
}
