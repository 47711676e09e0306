import { addDays, daysInMonth, fen, firstDayOf, type Day, type Fen } from '@gongjiang/kernel';
import { ORGANISATIONS } from './organisation.rows.js';
import { randomOf } from './random.js';
import type { Resident, SampleSeed } from './resident.js';

/** What other services tell of Jinhua in the month, besides certificates. On its way to Kafka an identity number becomes a token. */
export type Recognition =
  | { readonly kind: 'title'; readonly titleId: string; readonly identityNumber: string; readonly title: 'grand-artisan' | 'outstanding-artisan' | 'artisan'; readonly grantedOn: Day }
  | { readonly kind: 'medal'; readonly medalId: string; readonly identityNumber: string; readonly competitionId: string; readonly project: string; readonly scope: string; readonly medal: 'gold' | 'silver' | 'bronze' | 'excellence'; readonly awardedOn: Day }
  | { readonly kind: 'listing'; readonly baseId: string; readonly organisation: string; readonly listingLevel: string; readonly firstListing: boolean; readonly openToSociety: boolean; readonly accreditedOn: Day; readonly superiorAmountFen: Fen }
  | { readonly kind: 'count'; readonly baseId: string; readonly organisation: string; readonly of: 'public-training-base' | 'enterprise-training-centre'; readonly year: number; readonly annualPersonTimes: number; readonly promotedPersonTimes: number; readonly openToSociety: boolean; readonly aboveScale: boolean };

const TITLES = ['artisan', 'outstanding-artisan', 'grand-artisan'] as const;
/** The last one is of a competition that Jinhua's policy does not name: no claim comes of it. */
const MEDALS = [['worldskills', 'gold'], ['worldskills', 'excellence'], ['provincial', 'gold']] as const;
/** So many persons are recognised, each once: the first of Jinhua about whom nothing else is told. */
export const RECOGNISED_PERSONS = TITLES.length + MEDALS.length;

/** The recognition of the nth recognised person. */
export function recognitionOf(sample: SampleSeed, { identityNumber }: Resident, nth: number): Recognition {
  const on = dayOf(sample, nth);
  const title = TITLES[nth];
  if (title) return { kind: 'title', titleId: `title-${sample.period}-${nth + 1}`, identityNumber, title, grantedOn: on };
  const [scope, medal] = MEDALS[nth - TITLES.length] ?? MEDALS[0];
  return { kind: 'medal', medalId: `medal-${sample.period}-${nth + 1}`, identityNumber, competitionId: `${scope}-${sample.period.slice(0, 4)}`, project: 'cnc-milling', scope, medal, awardedOn: on };
}

/** What is told of organisations: a listing that is matched and one that is not, counts at the edges of the policy's figures. */
export function organisationRecognitions(sample: SampleSeed): readonly Recognition[] {
  const [maker, hardware, school, base] = ORGANISATIONS.map(({ creditCode }) => creditCode);
  const year = Number(sample.period.slice(0, 4)) - 1;
  const listing = { kind: 'listing', firstListing: true, openToSociety: true, accreditedOn: dayOf(sample, 0), superiorAmountFen: fen(50_000_000) } as const;
  const count = { kind: 'count', year, promotedPersonTimes: 0, openToSociety: true, aboveScale: true } as const;
  return [
    { ...listing, baseId: 'base-1', organisation: school ?? '', listingLevel: 'provincial' },
    { ...listing, baseId: 'base-2', organisation: base ?? '', listingLevel: 'municipal' },
    { ...count, of: 'public-training-base', baseId: 'base-2', organisation: base ?? '', annualPersonTimes: 1_240 },
    { ...count, of: 'public-training-base', baseId: 'base-3', organisation: school ?? '', annualPersonTimes: 1_000 },
    { ...count, of: 'enterprise-training-centre', baseId: 'centre-1', organisation: maker ?? '', annualPersonTimes: 500, promotedPersonTimes: 100 },
    { ...count, of: 'enterprise-training-centre', baseId: 'centre-2', organisation: hardware ?? '', annualPersonTimes: 500, promotedPersonTimes: 99 },
  ];
}

/** Clauses 1, 2, 8 and 9, in fen. */
const TITLE_FEN = { 'grand-artisan': fen(5_000_000), 'outstanding-artisan': fen(3_000_000), artisan: fen(1_000_000) };
const MEDAL_FEN = { gold: fen(200_000_000), silver: fen(100_000_000), bronze: fen(50_000_000), excellence: fen(30_000_000) };
const BASE_FEN = fen(20_000_000);
const CENTRE_FEN = fen(5_000_000);

export interface RecognitionClaim {
  readonly entitlement: string;
  readonly isGranted: boolean;
  readonly amountFen: Fen;
}

/** The claim that a recognition is by the texts of clauses 1, 2, 8 and 9, and what is granted of it; undefined where it is none. */
export function claimOfRecognition(told: Recognition): RecognitionClaim | undefined {
  switch (told.kind) {
    case 'title': return { entitlement: 'jinhua/1/artisan-title', isGranted: true, amountFen: TITLE_FEN[told.title] };
    case 'medal': return told.scope === 'worldskills' ? { entitlement: 'jinhua/2/worldskills-medal', isGranted: true, amountFen: MEDAL_FEN[told.medal] } : undefined;
    case 'listing': return told.listingLevel === 'municipal' ? undefined : { entitlement: 'jinhua/8/superior-base-match', isGranted: told.firstListing, amountFen: told.superiorAmountFen };
    case 'count': return told.of === 'public-training-base'
      ? { entitlement: 'jinhua/8/public-training-base', isGranted: told.openToSociety && told.annualPersonTimes > 1_000, amountFen: BASE_FEN }
      : { entitlement: 'jinhua/9/enterprise-training-centre', isGranted: told.aboveScale && told.annualPersonTimes >= 500 && told.promotedPersonTimes * 5 >= told.annualPersonTimes, amountFen: CENTRE_FEN };
  }
}

function dayOf(sample: SampleSeed, nth: number): Day {
  const [year, month] = sample.period.split('-').map(Number);
  return addDays(firstDayOf(sample.period), randomOf(sample.seed, `recognition ${nth}`).whole(0, daysInMonth(year ?? 0, month ?? 1) - 1));
}
