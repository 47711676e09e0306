import type { Refusal, Result, Transaction } from '@gongjiang/kernel';
import type { BatchCommand } from './batch.command.js';
import type { ToldChange } from './batch.messages.js';

/** A step of the system itself that a change of a batch brings with it. */
export type FollowUp = Extract<BatchCommand, { kind: 'withhold' }>;

/**
 * What goes along with a batch: asked within the write of each of its changes, so that both happen or neither. A refusal
 * takes the batch's change back; follow-ups are carried out in the same write.
 */
export abstract class BatchCompanion {
  abstract follow(told: ToldChange, source: string, transaction: Transaction): Promise<Result<readonly FollowUp[], Refusal>>;
}
