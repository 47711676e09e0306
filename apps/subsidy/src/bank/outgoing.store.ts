import type { Outgoing } from './outgoing.js';

/** The ids of the message that a part belongs to: as the city's books know it. */
export interface WholeIds {
  readonly messageId: string;
  readonly paymentInformationId: string;
}

/** Keeps what leaves, before it leaves, once for each message. */
export abstract class OutgoingStore {
  /** Keeps it; where something is kept for the message already, that holds and comes back. */
  abstract keep(outgoing: Outgoing): Promise<Outgoing>;
  abstract find(messageId: string): Promise<Outgoing | undefined>;
  /** By the id under which a part went to the bank. What was never sent from here is not among them. */
  abstract wholesOf(partMessageIds: readonly string[]): Promise<ReadonlyMap<string, WholeIds>>;
}
