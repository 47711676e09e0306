import { paymentRejected, paymentReturned, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { canonicalJson, groupBy, type Json } from '@gongjiang/kernel';
import type { MonthResult } from '../month/month.js';
import type { SeenItem } from './seen-items.js';

/** What must be told of an item in each state: money that came back was settled before. */
const TOLD: Readonly<Record<SeenItem['state'], readonly string[]>> = {
  due: [],
  accepted: [],
  rejected: [paymentRejected.type],
  settled: [paymentSettled.type],
  returned: [paymentReturned.type, paymentSettled.type],
};
const OF_PAYMENTS: readonly string[] = [paymentRejected.type, paymentReturned.type, paymentSettled.type];

/** Each end of an item is told under exactly one id, with its amount; an id that comes again says the same again. */
export function itemsTold(events: readonly CloudEvent[], items: readonly SeenItem[]): readonly string[] {
  const byItem = groupBy(firstOfEach(events).filter(({ type }) => OF_PAYMENTS.includes(type)), ({ subject }) => subject);
  const known = new Set(items.map(({ id }) => id));
  return [
    ...items.flatMap((item) => wronglyTold(item, byItem.get(item.id) ?? [])),
    ...[...byItem.keys()].filter((id) => !known.has(id)).map((id) => `An event speaks of ${id}, which the platform has not`),
    ...contradictions(events),
  ];
}

/** Every change of a batch is told once, by version and in order. */
export function batchesTold(events: readonly CloudEvent[], batches: MonthResult['batches']): readonly string[] {
  const bySubject = groupBy(firstOfEach(events).filter(({ type }) => type.startsWith('gongjiang.subsidy.batch.')), ({ subject }) => subject);
  return batches.flatMap(({ id, changes }) => {
    const told = (bySubject.get(id) ?? []).map(({ type, sequence }) => `${Number(sequence)} ${type.split('.')[3]}`);
    const happened = changes.map(({ kind }, at) => `${at + 1} ${kind}`);
    return canonicalJson(told) === canonicalJson(happened) ? [] : [`${id} went through ${happened.join(', ')}; told was ${told.join(', ')}`];
  });
}

function wronglyTold(item: SeenItem, events: readonly CloudEvent[]): readonly string[] {
  const told = events.map(({ type }) => type).sort();
  if (canonicalJson(told) !== canonicalJson(TOLD[item.state])) return [`${item.id} is ${item.state}; told was ${told.join(', ') || 'nothing'}`];
  return events.some(({ data }) => (data as { amountFen: number }).amountFen !== item.amountFen) ? [`${item.id} was told with another amount`] : [];
}

/** Consumers drop what they know by its id: it must not matter which one of the same they took. */
function contradictions(events: readonly CloudEvent[]): readonly string[] {
  return [...groupBy(events, ({ id }) => id)]
    .filter(([, same]) => new Set(same.map(({ type, subject, data }) => canonicalJson({ type, subject, data: data as Json }))).size > 1)
    .map(([id, same]) => `The id ${id} says different things: ${JSON.stringify(same.map(({ data }) => data))}`);
}

/** At least once is the promise: a repeat is no fault. */
function firstOfEach(events: readonly CloudEvent[]): readonly CloudEvent[] {
  return [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed();
}
