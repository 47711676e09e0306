import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { isBankCardNumber, isDay, isIdentityNumber, isLevel, isMonth, isUnifiedCreditCode } from '@gongjiang/kernel';
import { storyShares, type Story } from './assumptions.js';
import type { IssuedCertificate } from './certificate.rows.js';
import type { CityExpectation } from './expectations.js';
import { CITIES, JINHUA, regionsOf, WENZHOU } from './regions.js';
import type { SampleSummary } from './sample.js';
import { hashOf, linesOf, removeSamples, rowsOf, sampleIn, type Row } from './sample.fixture.js';

const PERSONS = 20_000;
let sample: SampleSummary;
const persons = new Map<string, Row[]>();
const claims = new Map<string, Row[]>();
let certificates: IssuedCertificate[];

beforeAll(async () => {
  sample = await sampleIn(PERSONS);
  for (const city of CITIES) {
    persons.set(city, await rowsOf(sample.paths.cities[city]?.persons));
    claims.set(city, await rowsOf(sample.paths.cities[city]?.claimsPostAllowance));
  }
  certificates = (await linesOf(sample.paths.certificatesIssued)).map((line) => JSON.parse(line) as IssuedCertificate);
});

afterAll(removeSamples);

const cityOf = (city: string): CityExpectation => {
  const expected = sample.expectations.cities[city];
  if (!expected) throw new Error(city);
  return expected;
};
const repeated = (keys: readonly string[]) => keys.length - new Set(keys).size;

describe.each(CITIES)('the rosters of %s', (city) => {
  test('hold rows, and bad rows of each kind, as many as the expectations say', () => {
    const rows = persons.get(city) ?? [];
    expect(rows).toHaveLength(cityOf(city).personRows);
    expect(cityOf(city).badPersonRows).toEqual({
      'person-wrong-check-digit': rows.filter((row) => !isIdentityNumber(row['identityNumber'])).length,
      'person-wrong-account': rows.filter((row) => !isBankCardNumber(row['bankAccount'])).length,
      'person-missing-field': rows.filter((row) => row['name'] === '').length,
      'person-twice': repeated(rows.map((row) => row['identityNumber'] ?? '')),
    });
  });

  test('hold claims, and bad claims of each kind, as many as the expectations say', () => {
    const rows = claims.get(city) ?? [];
    expect(rows).toHaveLength(cityOf(city).claimRows);
    expect(cityOf(city).badClaimRows).toEqual({
      'claim-wrong-check-digit': rows.filter((row) => !isIdentityNumber(row['identityNumber'])).length,
      'claim-unknown-level': rows.filter((row) => !isLevel(row['level'])).length,
      'claim-missing-field': rows.filter((row) => row['certificateNumber'] === '').length,
      'claim-twice': repeated(rows.map((row) => row['identityNumber'] ?? '')),
    });
  });

  test('are in every other cell as a city would write them', () => {
    const rows = persons.get(city) ?? [];
    expect(rows.filter((row) => !isUnifiedCreditCode(row['employerCreditCode']))).toEqual([]);
    expect(rows.filter((row) => !isDay(row['employedFrom']) || (row['employedUntil'] !== '' && !isDay(row['employedUntil'])))).toEqual([]);
    expect(rows.filter((row) => row['employedUntil'] !== '' && String(row['employedUntil']) < String(row['employedFrom']))).toEqual([]);
    const claimed = claims.get(city) ?? [];
    expect(claimed.filter((row) => !isMonth(row['firstMonth']) || !/^\d-\d\d-\d\d-\d\d$/.test(row['occupationCode'] ?? ''))).toEqual([]);
    expect(claimed.filter((row) => row['certificateNumber'] !== '' && !/^Y\d{21}$/.test(row['certificateNumber'] ?? ''))).toEqual([]);
    expect(claimed.filter((row) => !['true', 'false'].includes(row['occupationInShortage'] ?? ''))).toEqual([]);
  });

  test('name employers and birthplaces by divisions of the province that the region has', () => {
    const codes = new Map(regionsOf(city).map(([{ name, divisionCode }]) => [name, divisionCode]));
    expect((persons.get(city) ?? []).filter((row) => row['employerCreditCode']?.slice(2, 8) !== codes.get(row['district'] ?? ''))).toEqual([]);
    const known = CITIES.flatMap((one) => regionsOf(one).map(([{ divisionCode }]) => divisionCode));
    expect((persons.get(city) ?? []).filter((row) => !known.includes(row['identityNumber']?.slice(0, 6) ?? ''))).toEqual([]);
  });

  test('stand in the proportions of the region table', () => {
    const regions = regionsOf(city);
    const total = regions.reduce((sum, [, weight]) => sum + weight, 0);
    const rows = persons.get(city)?.length ?? 0;
    for (const [{ name }, weight] of regions) {
      const share = weight / total;
      const deviation = Math.sqrt((share * (1 - share)) / rows);
      expect(Math.abs((cityOf(city).districts[name] ?? 0) / rows - share)).toBeLessThan(4.5 * deviation + 0.001);
    }
  });

  test('tell each story as often as the assumptions say, to a few lines', () => {
    const own = city === WENZHOU ? PERSONS * 0.6 : PERSONS * 0.4;
    for (const [story, share] of storyShares(city)) {
      expect(Math.abs(cityOf(city).stories[story] - share * own)).toBeLessThanOrEqual(6);
    }
  });

  test('give nobody the account or the identity number of another', () => {
    const good = (persons.get(city) ?? []).filter((row) => isIdentityNumber(row['identityNumber']));
    const twice = cityOf(city).stories['person-twice'];
    expect(repeated(good.map((row) => row['identityNumber'] ?? ''))).toBe(twice);
    expect(repeated(good.map((row) => row['bankAccount'] ?? ''))).toBe(twice);
  });
});

test('Wenzhou stands as its plan says: Yueqing and Ruian first, with 4,000 of 24,000 each', () => {
  const { districts, personRows } = cityOf(WENZHOU);
  expect((districts['乐清'] ?? 0) / personRows).toBeCloseTo(4_000 / 24_000, 1);
  expect(Object.keys(districts)).toHaveLength(14);
});

test('who is on both rosters is the same person there, with one account and one certificate', () => {
  const keys = (rows: Row[] | undefined) => new Map((rows ?? []).map((row) => [row['identityNumber'], row]));
  const [ofWenzhou, ofJinhua] = [keys(persons.get(WENZHOU)), keys(persons.get(JINHUA))];
  const both = [...ofWenzhou].filter(([identity]) => ofJinhua.has(identity));
  expect(both).toHaveLength(sample.expectations.bothCities.persons);
  expect(both.filter(([identity, row]) => ofJinhua.get(identity)?.['bankAccount'] !== row['bankAccount'] || ofJinhua.get(identity)?.['name'] !== row['name'])).toEqual([]);
  const [claimsThere, claimsHere] = [keys(claims.get(WENZHOU)), keys(claims.get(JINHUA))];
  expect(both.filter(([identity]) => claimsThere.get(identity)?.['certificateNumber'] !== claimsHere.get(identity)?.['certificateNumber'])).toEqual([]);
});

test('names are of all the kinds that a registry meets', () => {
  const names = (persons.get(WENZHOU) ?? []).map((row) => row['name'] ?? '');
  const share = (holds: (name: string) => boolean) => names.filter(holds).length / names.length;
  expect(share((name) => name.includes('·'))).toBeCloseTo(0.01, 2);
  expect(share((name) => /^(欧阳|诸葛|上官|司马|皇甫|尉迟|慕容|东方)/.test(name))).toBeCloseTo(0.01, 2);
  expect(share((name) => /[\u{20000}-\u{2FFFF}]/u.test(name))).toBeGreaterThan(0);
  expect(names.some((name) => /[,"\r\n]/.test(name))).toBe(false);
});

test('about as many women as men', () => {
  const rows = (persons.get(WENZHOU) ?? []).slice(0, 1_000);
  expect(rows.filter((row) => Number(row['identityNumber']?.[16]) % 2 === 1).length / rows.length).toBeCloseTo(0.5, 1);
});

test('certificates are issued in the month, to persons of Jinhua, each under a number of its own', () => {
  const known = new Set((persons.get(JINHUA) ?? []).map((row) => row['identityNumber']));
  expect(certificates).toHaveLength(cityOf(JINHUA).certificates);
  expect(certificates.filter(({ issuedOn, identityNumber }) => !issuedOn.startsWith('2026-11') || !isDay(issuedOn) || !known.has(identityNumber))).toEqual([]);
  expect(repeated(certificates.map(({ certificateNumber }) => certificateNumber))).toBe(0);
  expect(repeated(certificates.map(({ trainingId }) => trainingId))).toBe(0);
  expect(certificates.filter(({ standardFen }) => standardFen > 300_000).length / certificates.length).toBeCloseTo(0.1, 1);
  expect(certificates.filter(({ occupationInShortage }) => occupationInShortage).length / certificates.length).toBeCloseTo(0.3, 1);
});

test('the bank is told of the accounts that it rejects or returns, and of no other', async () => {
  const told = JSON.parse(await readFile(sample.paths.bankAccounts, 'utf8')) as { account: string; state: string }[];
  const count = (story: Story) => cityOf(WENZHOU).stories[story] + cityOf(JINHUA).stories[story];
  expect(told.filter(({ state }) => state === 'closed')).toHaveLength(count('closed-account'));
  expect(told.filter(({ state }) => state === 'returned-later')).toHaveLength(count('returned-later'));
  expect(told.filter(({ account }) => !isBankCardNumber(account))).toEqual([]);
});

describe('the same options', () => {
  test('give the same bytes', async () => {
    const [one, other] = [await sampleIn(1_500), await sampleIn(1_500)];
    expect(await hashOf(one.paths)).toBe(await hashOf(other.paths));
  });
  test('but for the seed give another city', async () => {
    const [one, other] = [await sampleIn(1_500, 1), await sampleIn(1_500, 2)];
    expect(await hashOf(one.paths)).not.toBe(await hashOf(other.paths));
  });
});

test.each([0, 1.5, 5_000_001])('a sample of %s persons is refused', async (wrong) => {
  await expect(sampleIn(wrong)).rejects.toThrow(RangeError);
});

test('a city of one person is a city too', async () => {
  const one = await sampleIn(1);
  expect(await rowsOf(one.paths.cities[WENZHOU]?.persons)).toHaveLength(1);
  expect(await rowsOf(one.paths.cities[JINHUA]?.persons)).toHaveLength(0);
});

test('100,000 persons take no more memory than 10,000', async () => {
  const small = await peakHeapBytes(10_000);
  const large = await peakHeapBytes(100_000);
  expect(large - small).toBeLessThan(60 << 20);
});

/** The most memory seen while a sample is made: young garbage included, so the bound above is wide. */
async function peakHeapBytes(count: number): Promise<number> {
  let peak = 0;
  const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().heapUsed); }, 5);
  try {
    await sampleIn(count);
    return peak;
  } finally {
    clearInterval(watch);
  }
}
