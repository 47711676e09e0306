import { compareSource, coverageOf, fillClauseMap, newestVersion, readPackFiles, readReleased, writePackFiles, type Coverage, type CoveredPart, type SourceDifference } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { readText } from './policy.files.js';
import { EXIT_NOT_IN_ORDER, folderOf, packsOf, print, type PackOptions } from './policy.run.js';

export interface CoverageOptions extends PackOptions {
  readonly json?: boolean;
  readonly source?: string;
  readonly write?: boolean;
}

/** `policy coverage [PACK]`: what becomes of each sentence of a source; with `--source FILE` beside the real text, exit code 1 where they differ. */
export function coverage(name: string | undefined, options: CoverageOptions): void {
  if (options.write === true) return write(name, options);
  const packs = packsOf(options).newestPacks().filter(({ identity }) => name === undefined || identity.id === name);
  if (packs.length === 0) throw new BadInput(`there is no pack "${name}"`);
  const { source } = options;
  const [pack, second] = packs;
  if (source !== undefined && second !== undefined) throw new BadInput('--source: name the pack whose source this is');
  const differences = source === undefined || pack === undefined ? undefined : compareSource(pack, readText(source));
  if (options.json === true) print(JSON.stringify(packs.map((each) => ({ ...coverageOf(each), ...(differences === undefined ? {} : { differences }) })), null, 2));
  else print([...packs.map((each) => page(coverageOf(each))), ...(differences === undefined ? [] : [comparison(differences, source ?? '')])].join('\n'));
  if (differences !== undefined && differences.length > 0) process.exitCode = EXIT_NOT_IN_ORDER;
}

/** `--write`: fills characters and digests in from a text that has one line for each part. A released version is left alone. */
function write(name: string | undefined, options: CoverageOptions): void {
  if (name === undefined || options.source === undefined) throw new BadInput('--write: the pack and --source FILE are expected');
  const [id = '', chosen] = name.split('@');
  const version = chosen ?? newestVersion(id, folderOf(options));
  if (version === undefined) throw new BadInput(`there is no pack "${id}"`);
  if (Object.hasOwn(readReleased(folderOf(options)), `${id}@${version}`)) throw new BadInput(`${id}@${version}: released, and never edited; a new version is a new folder`);
  const filled = fillClauseMap(readPackFiles(id, version, folderOf(options)), readText(options.source));
  if (!filled.ok) throw new BadInput(`${options.source}: ${filled.reason}`);
  writePackFiles(filled.files);
  print(`${id}@${version}: ${filled.parts} 段 parts, ${filled.characters} 字 characters`);
}

function page({ pack, version, clauses, counts, characters }: Coverage): string {
  const total = counts.coded + counts.otherSystem + counts.needsPerson;
  return [
    `${pack}@${version}: ${clauses.length} 条 clauses, ${total} 段 parts: ${counts.coded} 已编码 coded, ${counts.otherSystem} 其他系统 other system, ${counts.needsPerson} 需由人决定 needs a person; ${characters.mapped}/${characters.source} 字 characters, ${characters.source - characters.mapped} 遗漏 left out`,
    ...clauses.flatMap(({ id, title, parts }) => [`  ${id}  ${title.zh} · ${title.en}`, ...parts.map(partLine)]),
    '',
  ].join('\n');
}

function partLine({ about, status, why }: CoveredPart): string {
  return `    [${statusText(status, why)}] ${about.zh} · ${about.en}`;
}

function statusText(status: CoveredPart['status'], why: CoveredPart['why']): string {
  if ('coded' in status) return `已编码 coded: ${status.coded.join(', ')}`;
  if ('other-system' in status) return `其他系统 other system: ${status['other-system']}`;
  return `需由人决定 needs a person: ${why?.zh ?? ''} · ${why?.en ?? ''}`;
}

function comparison(differences: readonly SourceDifference[], file: string): string {
  return differences.length === 0 ? `${file}: 与对照一致 the map fits the text` : differences.map((difference) => differenceText(difference, file)).join('\n');
}

function differenceText({ kind, at, line, text }: SourceDifference, file: string): string {
  const place = at === undefined ? '' : `${at.clause} 第 ${at.part} 段 part ${at.part}`;
  switch (kind) {
    case 'whole': return `${file}: 全文与政策包所记的字数或摘要不符 the whole is not what the pack says of its source`;
    case 'added': return `${file}:${line}: 对照没有 NOT IN THE MAP, ${at === undefined ? '末尾 at the end' : `${place} 之前 before it`}: “${text}”`;
    case 'changed': return `${file}:${line}: ${text === '' ? '原文没有了 GONE' : '原文不同 DIFFERS'}, ${place}（${at?.about.zh ?? ''} · ${at?.about.en ?? ''}）${text === '' ? '' : `: “${text}”`}`;
  }
}
