import { describe, expect, test } from '@jest/globals';
import { LEVELS } from '@gongjiang/kernel';
import { alteredVersions, coverageOf, entitlementIds, loadPacks, readPackTests, readReleased, runPackTests } from './index.js';
import { valueOn } from './pack/parameter.js';

const packs = loadPacks();
const FIVE = ['guangdong', 'jinhua', 'lianyungang', 'wenzhou', 'zhejiang'];
const outcomes = packs.packs.flatMap(({ identity }) => runPackTests(packs, readPackTests(identity.id, identity.version), identity.version));

describe('the tests of the packs', () => {
  test.each(outcomes.map((outcome) => [outcome.entitlement, outcome.name, outcome] as const))('%s: %s', (_, __, outcome) => {
    if (!outcome.passed) throw new Error(`${outcome.file}:${outcome.line}\n${outcome.difference}`);
  });

  test('there are at least eight for each entitlement, and 250 over all', () => {
    const counts = entitlementIds(packs).map((id) => [id, outcomes.filter(({ entitlement }) => entitlement === id).length] as const);
    expect(counts.filter(([, count]) => count < 8)).toEqual([]);
    expect(outcomes.length).toBeGreaterThanOrEqual(250);
  });
});

describe('the clause maps', () => {
  test.each(packs.packs.map((pack) => [pack.identity.id, pack] as const))('of %s stand for every character of the source', (_, pack) => {
    const { characters, counts } = coverageOf(pack);
    expect(characters.mapped).toBe(characters.source);
    expect(characters.source).toBeGreaterThan(2000);
    expect(counts.coded).toBeGreaterThan(0);
  });
});

describe('a released version', () => {
  const released = readReleased();
  test('says what it said when it was released', () => expect(alteredVersions(released, packs.packs)).toEqual([]));
  test.each(FIVE)('%s is released', (id) => expect(released[`${id}@${packs.pack(id)?.identity.version}`]).toBeDefined());
});

describe('the parameters of the packs', () => {
  test.each(['zhejiang', 'guangdong', 'lianyungang'])('%s has the eight levels of the ladder', (id) => {
    const { head, parameters } = packs.pack(id)?.draft ?? {};
    expect(valueOn(parameters?.get('levelSequence')?.value.values ?? [], head?.inForce.from ?? ('2000-01-01' as never))).toBe(LEVELS.join(' '));
  });
  test('all five packs are there, with 27 cash entitlements and 4 referrals', () => {
    expect(packs.newestPacks().map(({ identity }) => identity.id)).toEqual(expect.arrayContaining(FIVE));
    const rules = entitlementIds(packs).filter((id) => FIVE.some((pack) => id.startsWith(`${pack}/`))).map((id) => packs.rule(id));
    expect(rules.filter((rule) => rule?.referral === false)).toHaveLength(27);
    expect(rules.filter((rule) => rule?.referral === true)).toHaveLength(4);
  });
});
