import { ProblemException } from '../problem/problem.exception.js';

/** The strong ETag of a version (RFC 9110 8.8.3): set it on every answer that shows a versioned thing. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** Long enough for a list of versions that nobody would send by hand. */
const MAX_HEADER_CHARACTERS = 512;
const ENTITY_TAGS = /^(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*$/;

/**
 * Lets only those go on who have seen this version: throws 428 where the header is missing, 412 where it names another
 * version, 400 where it is no ETag. A weak tag never matches (RFC 9110 13.1.1); `*` is taken for missing, since who
 * reviews or approves must have seen what.
 */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  const header = ifMatch?.trim();
  if (header === undefined || header === '' || header === '*') throw new ProblemException({ code: 'precondition.required' });
  if (header.length > MAX_HEADER_CHARACTERS || !ENTITY_TAGS.test(header)) throw new ProblemException({ code: 'precondition.malformed' });
  if (!header.split(',').some((tag) => tag.trim() === etagOf(version))) {
    throw new ProblemException({ code: 'precondition.failed' }, { headers: { etag: etagOf(version) } });
  }
}

/** The version that an If-Match names, for a command that carries it along; throws as `requireMatch` does. */
export function versionFromMatch(ifMatch: string | undefined): number {
  const header = ifMatch?.trim();
  if (header === undefined || header === '' || header === '*') throw new ProblemException({ code: 'precondition.required' });
  const version = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined) throw new ProblemException({ code: ENTITY_TAGS.test(header.slice(0, MAX_HEADER_CHARACTERS)) ? 'precondition.failed' : 'precondition.malformed' });
  return Number(version);
}
