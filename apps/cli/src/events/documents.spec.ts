import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@gongjiang/servers';
import { releaseBreaks, staleDocuments } from './documents.files.js';

describe('the documents for those who consume events', () => {
  it('say what the contracts say; else run: npm run gongjiang -- events document', () => {
    expect(staleDocuments(repositoryRoot)).toEqual([]);
  });

  it('tell of nothing that breaks what was released before', () => {
    expect(releaseBreaks(repositoryRoot)).toEqual([]);
  });
});
