import { fileURLToPath } from 'node:url';

/** The repository's root, the same from `src` and from `dist`. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** Where servers that outlive a command keep their data. */
export const keptFolder = fileURLToPath(new URL('../../../.gongjiang', import.meta.url));
