import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const IDEMPOTENT_ROUTE = 'gongjiang:idempotent';
export const MAX_KEY_CHARACTERS = 128;

/** Whether the key must be there, or is welcome: where a second effect would be a nuisance and no money. */
export type KeyNeed = 'required' | 'welcome';

/** A route that creates or pays: the same Idempotency-Key brings its effect about once only. */
export function Idempotent(need: KeyNeed = 'required'): CustomDecorator {
  return SetMetadata(IDEMPOTENT_ROUTE, need);
}

/** Whether a route takes a key, by what its handler or its controller says. */
export function keyNeedOf(handler: object, controller: object): KeyNeed | undefined {
  return (Reflect.getMetadata(IDEMPOTENT_ROUTE, handler) ?? Reflect.getMetadata(IDEMPOTENT_ROUTE, controller)) as KeyNeed | undefined;
}
