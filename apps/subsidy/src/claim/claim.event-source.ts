import type { DerivedEvents, DerivedEventSource } from '@gongjiang/messaging';
import { messagesOfClaim } from './claim.messages.js';
import type { ClaimStore } from './claim.store.js';

/** Events of claims that came many at once, derived from the write that decided them. Ids come from the facts: once more is the same. */
export class ClaimEventSource implements DerivedEventSource {
  readonly name = 'claims';

  constructor(private readonly claims: ClaimStore) {}

  async next(limit: number, onTheirWay: readonly string[] = []): Promise<readonly DerivedEvents[]> {
    const waiting = await this.claims.toTell(limit, onTheirWay);
    return waiting.map(({ key, at, claims }) => ({ key, events: claims.flatMap((told) => messagesOfClaim(told, at)) }));
  }

  async markPublished(keys: readonly string[]): Promise<void> {
    await this.claims.markTold(keys);
  }
}
