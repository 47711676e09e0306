import { addDays, type CityCode, type Day, type Fen } from '@gongjiang/kernel';

/**
 * Who noticed that the data are older than what has left: a head of the record, an answered chunk, this process's own
 * memory, the bank; or a person who said so.
 */
export const WITNESSES = ['record', 'chunk', 'process', 'bank', 'person'] as const;
export type Witness = (typeof WITNESSES)[number];

/** How far the bank's statements were listed anew: the next day, and the page of it that comes next. */
export interface Listing {
  readonly nextDay: Day;
  readonly cursor: string | null;
}

/** A city's data were put back to an older state (数据恢复): what the bank is asked before payments go on. */
export interface Restore {
  readonly city: CityCode;
  /** The city's first restore is 1. */
  readonly number: number;
  readonly witness: Witness;
  /** Technical time: what went out before it and is not here is accounted for. */
  readonly noticedAt: Date;
  /** The first day of which the bank may have booked what is not known here. */
  readonly since: Day;
  /** The last day on which something may have left that is not known here: the bank must have closed it. */
  readonly lockedOn: Day;
  readonly listing: Listing;
}

/** What a restore is noticed by, and from which day on. */
export interface Noticed extends Pick<Restore, 'city' | 'witness' | 'noticedAt' | 'since' | 'lockedOn'> {
  /** The one before, while its lock still stands: what it had to ask is asked still. */
  readonly unfinished: Restore | undefined;
  readonly number: number;
}

/** The restore that follows from it: all is asked afresh. */
export function restoreOf({ unfinished, ...noticed }: Noticed): Restore {
  const since = unfinished && unfinished.since < noticed.since ? unfinished.since : noticed.since;
  return { ...noticed, since, listing: { nextDay: since, cursor: null } };
}

/** True when the bank has closed every day on which something may have left, and all of it was listed. */
export function isListed({ listing, lockedOn }: Restore): boolean {
  return listing.nextDay > lockedOn;
}

/** Where the listing goes on behind a page. */
export function listedBehind({ nextDay }: Listing, nextCursor: string | null): Listing {
  return nextCursor === null ? { nextDay: addDays(nextDay, 1), cursor: null } : { nextDay, cursor: nextCursor };
}

/** What the bank answered of one chunk's lines, none of which may be sent before. */
export interface AskedChunk {
  readonly chunkId: string;
  readonly lines: number;
  readonly knownLines: number;
  readonly knownFen: Fen;
}

/** Something that went out at a moment, and whether the database knows it. */
export interface WentOut {
  readonly at: Date;
  readonly isKnown: boolean;
}

/** True where something went out that the database does not know, and that no restore has accounted for. */
export function isForgotten({ at, isKnown }: WentOut, last: Pick<Restore, 'noticedAt'> | undefined): boolean {
  return !isKnown && (last === undefined || at > last.noticedAt);
}
