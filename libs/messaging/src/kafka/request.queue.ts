// @ts-expect-error -- kafkajs has no types of its inside
import queue from 'kafkajs/src/network/requestQueue/index.js';

/** What a connection of kafkajs 2.2.4 keeps of its requests, as far as it is mended here. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const prototype = (queue as { readonly prototype: RequestQueue }).prototype;
const schedule = prototype.scheduleCheckPendingRequests;
if (typeof schedule !== 'function') throw new Error('This kafkajs keeps its requests in another way: see whether its connections rest by themselves now');

/**
 * Once it has had an answer, a connection of kafkajs looks every millisecond whether a request waits to be sent, for as long
 * as it lives: a thousand wake-ups a second of a process that does nothing. It looks where one waits, and only there.
 */
prototype.scheduleCheckPendingRequests = function rest() {
  if (this.pending.length > 0) schedule.call(this);
};
