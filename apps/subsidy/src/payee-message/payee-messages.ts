import type { CloudEvent } from '@gongjiang/contracts';
import type { CityCode } from '@gongjiang/kernel';
import type { PayeeMessage } from './payee-message.js';

/** The chunk whose payees are told. */
export interface ToldChunk {
  readonly city: CityCode;
  readonly batchId: string;
  readonly chunkId: string;
  readonly answeredAt: Date;
}

/** A way by which messages reach payees. Giving the same messages again changes nothing. */
export abstract class PayeeMessages {
  /** Takes a chunk's messages; answers the events by which they go on, where that is the way. */
  abstract give(chunk: ToldChunk, messages: readonly PayeeMessage[]): Promise<readonly CloudEvent[]>;
}
