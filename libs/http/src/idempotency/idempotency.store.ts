/** A key as one caller used it on one route; nobody else's key can be the same. */
export type IdempotencyId = string & { readonly __idempotencyId: true };

/** What was answered, kept so that it can be answered again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; undefined for an answer without a body. */
  readonly body?: string;
}

export type Beginning =
  | { readonly kind: 'begun'; readonly lease: string }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'other-request' };

/** Remembers which requests were begun and how they were answered, for at least 24 hours. */
export interface IdempotencyStore {
  /** Marks the request as begun, or tells what became of it. A request whose process died is begun anew after a minute. */
  begin(id: IdempotencyId, requestHash: string): Promise<Beginning>;
  /** Keeps the answer. Throws nothing where the lease has passed to another meanwhile: that one's answer holds. */
  finish(id: IdempotencyId, lease: string, answer: KeptAnswer): Promise<void>;
  /** Sets the key free: the request was refused and changed nothing. */
  release(id: IdempotencyId, lease: string): Promise<void>;
}
