import { changedAnswers, diffPacks, readPackTests, type ChangedAnswer, type Pack, type PackDiff, type PackSet } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { folderOf, packsOf, print, type PackOptions } from './policy.run.js';

/** `policy diff PACK@A PACK@B`: in words, what changed, which tests answer otherwise, which entitlements are touched. */
export function diff(from: string, to: string, options: PackOptions): void {
  const packs = packsOf(options);
  const [before, after] = [packNamed(packs, from), packNamed(packs, to)];
  const tests = [before, after].flatMap(({ identity: { id, version } }) => readPackTests(id, version, folderOf(options)));
  print(page(diffPacks(before, after), changedAnswers(packs, before, after, tests)));
}

function packNamed(packs: PackSet, name: string): Pack {
  const [id = '', version] = name.split('@');
  const pack = packs.pack(id, version);
  const there = packs.packs.map(({ identity }) => `${identity.id}@${identity.version}`).join(', ');
  if (pack === undefined) throw new BadInput(`"${name}": a pack and its version are expected (${there})`);
  return pack;
}

function page({ from, to, changes, touched }: PackDiff, answers: readonly ChangedAnswer[]): string {
  const none = '  （无 · none）';
  return [
    `${from} → ${to}`, '',
    '改动 What changed', ...(changes.length === 0 ? [none] : changes.flatMap(({ place, sentences }) => [`  ${place}`, ...sentences.map((sentence) => `    ${sentence}`)])), '',
    '涉及的待遇 Entitlements touched', ...(touched.length === 0 ? [none] : touched.map((id) => `  ${id}`)), '',
    '答案不同的测试 Tests that answer otherwise', ...(answers.length === 0 ? [none] : answers.map(answerLine)),
  ].join('\n');
}

function answerLine({ entitlement, name, before, after }: ChangedAnswer): string {
  return `  ${entitlement}: ${name}: ${before.join(', ')} → ${after.join(', ')}`;
}
