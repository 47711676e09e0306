import { randomBytes } from 'node:crypto';

/** Keys for one rehearsal: made anew each time, and gone with it. */
export interface RehearsalSecrets {
  readonly fieldKeys: string;
  readonly personTokenKey: string;
  readonly sameKindKey: string;
  readonly bankKey: string;
}

export function newSecrets(): RehearsalSecrets {
  return { fieldKeys: `rehearsal:${key()}`, personTokenKey: key(), sameKindKey: key(), bankKey: key() };
}

function key(): string {
  return randomBytes(32).toString('base64');
}
