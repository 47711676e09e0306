import { ASSUMPTIONS, type Story } from './assumptions.js';
import { withWrongCheck } from './codes.js';
import { randomOf } from './random.js';
import { JINHUA, WENZHOU } from './regions.js';
import type { Resident, SampleSeed } from './resident.js';
import type { CityCode } from '@gongjiang/kernel';

const SHARED_COLUMNS = ['identityNumber', 'certificateNumber', 'occupationCode', 'level', 'occupationInShortage'] as const;

/** The columns of the roster of post allowances; each city asks what its own policy turns on. */
export function claimColumns(city: CityCode): readonly string[] {
  return [...SHARED_COLUMNS, city === WENZHOU ? 'route' : 'employerPaysAllowance', 'firstMonth'];
}

/** Whose story is about the roster of persons alone is on no other list. */
const WITHOUT_CLAIM: readonly Story[] = ['person-wrong-check-digit', 'person-wrong-account', 'person-missing-field', 'person-twice'];

export function claimsPostAllowance(sample: SampleSeed, resident: Resident): boolean {
  if (WITHOUT_CLAIM.includes(resident.story)) return false;
  if (resident.city !== JINHUA || resident.story !== 'plain' || !isNewlyCertified(sample, resident)) return true;
  return randomOf(sample.seed, `claims ${resident.nth}`).share() < ASSUMPTIONS.certifiedWithClaimShare;
}

/** Jinhua's persons certified in the month; who is Wenzhou's own is certified there. */
export function isNewlyCertified(sample: SampleSeed, { city, nth, story }: Resident): boolean {
  if (city !== JINHUA || story === 'both-cities' || WITHOUT_CLAIM.includes(story)) return false;
  return randomOf(sample.seed, `certified ${nth}`).share() < ASSUMPTIONS.certifiedShare;
}

/** The lines of one person on the roster of post allowances. */
export function claimRows(sample: SampleSeed, resident: Resident): string[][] {
  const row = [
    resident.story === 'claim-wrong-check-digit' ? withWrongCheck(resident.identityNumber) : resident.identityNumber,
    resident.story === 'claim-missing-field' ? '' : resident.certificateNumber,
    resident.occupationCode,
    resident.story === 'claim-unknown-level' ? 'grand-master' : resident.level,
    String(resident.occupationInShortage),
    resident.city === WENZHOU ? routeOf(sample, resident) : String(resident.story !== 'employer-pays-none'),
    resident.firstMonth,
  ];
  return resident.story === 'claim-twice' ? [row, row] : [row];
}

function routeOf(sample: SampleSeed, { story, nth }: Resident): string {
  if (story === 'route-not-named') return 'long-resident';
  return randomOf(sample.seed, `route ${nth}`).share() < ASSUMPTIONS.newlyTrainedShare ? 'newly-trained' : 'newly-introduced';
}
