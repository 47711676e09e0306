import { describe, expect, it } from '@jest/globals';
import { etagOf, versionFromMatch } from './etag.js';

describe('the version that was seen', () => {
  it('is read from the ETag that was given out', () => {
    expect(versionFromMatch(etagOf(12))).toBe(12);
  });

  it.each<[string | undefined, string]>([
    [undefined, 'precondition.required'], ['*', 'precondition.required'], ['12', 'precondition.malformed'],
    ['W/"12"', 'precondition.failed'], ['"1", "2"', 'precondition.failed'], ['"abc"', 'precondition.failed'],
  ])('is not guessed from %s', (header, code) => {
    expect(() => versionFromMatch(header)).toThrow(code);
  });
});
