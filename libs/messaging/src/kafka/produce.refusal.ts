/** The protocol's names of what a broker may say to a batch; another number is told as it is. */
const NAMES: Readonly<Record<number, string>> = {
  3: 'UNKNOWN_TOPIC_OR_PARTITION', 5: 'LEADER_NOT_AVAILABLE', 6: 'NOT_LEADER_OR_FOLLOWER', 7: 'REQUEST_TIMED_OUT', 8: 'BROKER_NOT_AVAILABLE', 10: 'MESSAGE_TOO_LARGE', 13: 'NETWORK_EXCEPTION',
  14: 'COORDINATOR_LOAD_IN_PROGRESS', 15: 'COORDINATOR_NOT_AVAILABLE', 16: 'NOT_COORDINATOR', 18: 'RECORD_LIST_TOO_LARGE', 19: 'NOT_ENOUGH_REPLICAS', 20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  29: 'TOPIC_AUTHORIZATION_FAILED', 31: 'CLUSTER_AUTHORIZATION_FAILED', 45: 'OUT_OF_ORDER_SEQUENCE_NUMBER', 46: 'DUPLICATE_SEQUENCE_NUMBER', 47: 'INVALID_PRODUCER_EPOCH', 49: 'INVALID_PRODUCER_ID_MAPPING',
  56: 'KAFKA_STORAGE_ERROR', 59: 'UNKNOWN_PRODUCER_ID', 74: 'FENCED_LEADER_EPOCH', 89: 'THROTTLING_QUOTA_EXCEEDED',
};
/** What passes by itself: a leader moves, a replica is behind. */
const PASSING = new Set([3, 5, 6, 7, 8, 13, 14, 15, 16, 19, 20, 56, 74, 89]);
/** What an idempotent producer does not recover from; a new one starts its sequence afresh. */
const LOST_SEQUENCE = new Set([45, 47, 49, 59]);
/** A topic may be set to take less in one request than brokers do by default. */
const TOO_MUCH_AT_ONCE = new Set([10, 18]);
/** The broker has the batch: the answer to an earlier try was lost. */
const HAS_IT = new Set([0, 46]);

export function isTaken(code: number | undefined): boolean {
  return code !== undefined && HAS_IT.has(code);
}

/** What a broker said to a batch that it did not take. */
export class ProduceRefusal extends Error {
  readonly isPassing: boolean;
  readonly isLostSequence: boolean;
  readonly isTooMuchAtOnce: boolean;

  constructor(topic: string, code: number | undefined) {
    const tooMuch = code !== undefined && TOO_MUCH_AT_ONCE.has(code);
    super(`Kafka did not take events of ${topic}: ${code === undefined ? 'it said nothing of them' : (NAMES[code] ?? `code ${code}`)}${tooMuch ? ', larger than the max message size of the topic' : ''}`);
    this.name = 'ProduceRefusal';
    this.isPassing = code === undefined || PASSING.has(code);
    this.isLostSequence = code !== undefined && LOST_SEQUENCE.has(code);
    this.isTooMuchAtOnce = tooMuch;
  }
}
