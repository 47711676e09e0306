import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const IDEMPOTENT_ROUTE = 'gongjiang:idempotent';
export const MAX_KEY_CHARACTERS = 128;

/** A route that creates or pays: it needs an Idempotency-Key, and the same key brings its effect about once only. */
export function Idempotent(): CustomDecorator {
  return SetMetadata(IDEMPOTENT_ROUTE, true);
}
