import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { addFen, fen, isBankCardNumber, isIdentityNumber, isLevel, lastDayOf, month } from '@gongjiang/kernel';
import { decideUntraced, loadPacks, type Decision, type PackSet } from '@gongjiang/policy';
import { STORIES } from './assumptions.js';
import { ORGANISATIONS } from './organisation.rows.js';
import { claimOfRecognition, RECOGNISED_PERSONS, type Recognition } from './recognitions.js';
import type { IssuedCertificate } from './certificate.rows.js';
import { JINHUA, WENZHOU } from './regions.js';
import type { SampleSummary } from './sample.js';
import { linesOf, removeSamples, rowsOf, sampleIn, type Row } from './sample.fixture.js';

const PERIOD = month('2026-11');
let sample: SampleSummary;
let packs: PackSet;

beforeAll(async () => {
  sample = await sampleIn(4_000);
  packs = loadPacks();
});

afterAll(removeSamples);

type Facts = Record<string, string | number | boolean>;

function decided(entitlement: string, payee: string, facts: Facts, kind = 'person'): Decision {
  const claim = { id: 'c', entitlement, beneficiary: { kind, id: payee }, subject: 's', period: PERIOD, facts };
  const [decision] = decideUntraced(packs, { pack: entitlement.split('/')[0] ?? '', claims: [claim] }).decisions;
  if (!decision) throw new Error('No decision');
  return decision;
}

/** The persons that an importer takes: whole rows, the first of two that are the same. */
async function registry(city: string): Promise<Map<string, Row>> {
  const good = (await rowsOf(sample.paths.cities[city]?.persons)).filter((row) => isIdentityNumber(row['identityNumber']) && isBankCardNumber(row['bankAccount']) && row['name'] !== '');
  return new Map(good.map((row) => [row['identityNumber'] ?? '', row]));
}

async function goodClaims(city: string): Promise<Row[]> {
  const good = (await rowsOf(sample.paths.cities[city]?.claimsPostAllowance)).filter((row) => isIdentityNumber(row['identityNumber']) && isLevel(row['level']) && row['certificateNumber'] !== '');
  return [...new Map(good.map((row) => [row['identityNumber'], row])).values()];
}

const isOwn = (person: Row | undefined) => person?.['name'] === person?.['accountHolder'];

function tally(decisions: readonly { decision: Decision; own: boolean }[]) {
  const granted = decisions.filter(({ decision, own }) => own && decision.outcome === 'granted');
  return {
    claims: decisions.length,
    granted: { lines: granted.length, sumFen: granted.reduce((sum, { decision }) => sum + decision.amountFen, 0) },
    refused: decisions.filter(({ decision }) => decision.outcome === 'refused').length,
    heldForAccount: decisions.filter(({ own }) => !own).length,
  };
}

/** The expectation, with the persons of both cities taken as granted in this one. */
function expected(city: string, id: string) {
  const entitlement = sample.expectations.cities[city]?.entitlements[id];
  if (!entitlement) throw new Error(id);
  const { claims, granted, refused, heldForAccount } = entitlement;
  const { persons, sumFen } = sample.expectations.bothCities;
  const both = id.endsWith('post-allowance') ? { lines: persons, sumFen: sumFen[city] ?? 0 } : { lines: 0, sumFen: 0 };
  return {
    claims, heldForAccount,
    granted: { lines: granted.lines + both.lines, sumFen: granted.sumFen + both.sumFen },
    refused: Object.values(refused).reduce((sum, count) => sum + count, 0),
  };
}

test.each([[WENZHOU, 'wenzhou/1/post-allowance'], [JINHUA, 'jinhua/7/post-allowance']])('the post allowances of %s are what the rules make of the files', async (city, id) => {
  const persons = await registry(city);
  const decisions = (await goodClaims(city)).map((row) => {
    const person = persons.get(row['identityNumber'] ?? '');
    const until = person?.['employedUntil'] ?? '';
    const facts: Facts = {
      level: row['level'] ?? '', occupationInShortage: row['occupationInShortage'] === 'true', firstMonth: row['firstMonth'] ?? '',
      employed: until === '' || until >= lastDayOf(PERIOD),
      ...(city === WENZHOU ? { route: row['route'] ?? '' } : { employerPaysAllowance: row['employerPaysAllowance'] === 'true' }),
    };
    return { decision: decided(id, row['identityNumber'] ?? '', facts), own: isOwn(person) };
  });
  expect(tally(decisions)).toEqual(expected(city, id));
});

test('the training subsidies of Jinhua are what the rules make of the certificates', async () => {
  const persons = await registry(JINHUA);
  const decisions = (await linesOf(sample.paths.certificatesIssued)).map((line) => {
    const { identityNumber, newlyCertified, standardFen, occupationInShortage } = JSON.parse(line) as IssuedCertificate;
    return { decision: decided('jinhua/7/certificate-training', identityNumber, { newlyCertified, standardFen, occupationInShortage }), own: isOwn(persons.get(identityNumber)) };
  });
  expect(tally(decisions)).toEqual(expected(JINHUA, 'jinhua/7/certificate-training'));
});

test('titles, medals, listings and counts are the claims that the rules make of them', async () => {
  const recognitions = (await linesOf(sample.paths.recognitions)).map((line) => JSON.parse(line) as Recognition);
  expect(recognitions.filter((told) => 'identityNumber' in told)).toHaveLength(RECOGNISED_PERSONS);
  const kinds = new Map(ORGANISATIONS.map(({ creditCode, kind }) => [creditCode, kind]));
  const made: SampleSummary['expectations']['recognitions'] = {};
  for (const told of recognitions) {
    const { entitlement } = claimOfRecognition(told) ?? {};
    if (entitlement === undefined) continue;
    const { kind: _kind, ...facts } = told;
    const { outcome, amountFen } = 'identityNumber' in told ? decided(entitlement, told.identityNumber, facts) : decided(entitlement, told.organisation, facts, kinds.get(told.organisation));
    const counted = (made[entitlement] ??= { claims: 0, granted: { lines: 0, sumFen: fen(0) } });
    counted.claims += 1;
    if (outcome !== 'granted') continue;
    counted.granted.lines += 1;
    counted.granted.sumFen = addFen(counted.granted.sumFen, fen(amountFen));
  }
  expect(made).toEqual(sample.expectations.recognitions);
  expect(Object.values(made).some(({ claims, granted }) => granted.lines < claims)).toBe(true);
});

test('every kind of trouble is there in a sample of 1,500', async () => {
  const small = await sampleIn(1_500);
  for (const city of [WENZHOU, JINHUA]) {
    const { stories, badPersonRows, badClaimRows } = small.expectations.cities[city] ?? { stories: {}, badPersonRows: {}, badClaimRows: {} };
    expect(Object.keys(badPersonRows)).toHaveLength(4);
    expect(Object.keys(badClaimRows)).toHaveLength(4);
    const missing = Object.entries(stories).filter(([, count]) => count === 0).map(([story]) => story);
    expect(missing).toEqual(city === WENZHOU ? ['term-ended', 'employer-pays-none'] : ['route-not-named']);
  }
});

test('the documentation tells every story', async () => {
  const text = await readFile(new URL('../../../../docs/sample.md', import.meta.url), 'utf8');
  expect(STORIES.filter((story) => !text.includes(`\`${story}\``))).toEqual([]);
});
