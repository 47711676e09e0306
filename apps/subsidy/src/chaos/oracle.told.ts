import { groupBy } from '@gongjiang/kernel';
import { endToEndIdOf } from '../item/item.js';
import type { Judge } from './oracle.shapes.js';

/** Which events an item's state has behind it, as others know them. */
const EVENTS_OF: Readonly<Record<string, readonly string[]>> = { settled: ['settled'], rejected: ['rejected'], returned: ['settled', 'returned'] };

interface PaymentData { readonly itemId: string; readonly attempt: number; readonly amountFen: number; readonly endToEndId: string; readonly bankReference: string | null }

/** I6: each thing that became of a payment was told, once by its id, and says what the bank's books say. */
export const toldOnce: Judge = ({ world, items }) => {
  const faults: string[] = [];
  const told = groupBy(world.published.filter(({ type }) => type.startsWith('gongjiang.subsidy.payment.')), ({ id }) => id);
  const heard = new Map<string, string>();
  for (const [id, same] of told) {
    const { type, data } = same[0] as { readonly type: string; readonly data: PaymentData };
    if (same.some((one) => JSON.stringify(one) !== JSON.stringify(same[0]))) faults.push(`I6: the event ${id} was told in two ways: ${same.map((one) => JSON.stringify(one)).join(' and ')}`);
    const what = `${data.itemId}|a${data.attempt} ${type.split('.')[3]}`;
    if (heard.has(what)) faults.push(`I6: ${what} was told as ${String(heard.get(what))} and as ${id}`);
    heard.set(what, id);
    const line = world.bank.find(data.endToEndId);
    if (!line || line.payment.amountFen !== data.amountFen || line.reference !== data.bankReference) faults.push(`I6: ${what} was told with ${data.amountFen} and ${String(data.bankReference)}; the bank has ${String(line?.payment.amountFen)} and ${String(line?.reference)}`);
  }
  const expected = new Set(items.filter(({ way }) => way === undefined).flatMap(({ _id, attempt, state }) => (EVENTS_OF[state] ?? []).map((event) => `${attempt === 1 ? _id : _id.slice(0, _id.lastIndexOf('|a'))}|a${attempt} ${event}`)));
  for (const what of expected) if (!heard.has(what)) faults.push(`I6: ${what} was told to nobody`);
  for (const what of heard.keys()) if (!expected.has(what)) faults.push(`I6: ${what} was told and is not so`);
  return faults;
};

interface AuditDocument { readonly kind: string; readonly object: string; readonly outcome: string; readonly block: number | null }

/** I7: each change of a batch has its entry and its event, and each entry its change. */
export const recordedOnce: Judge = ({ world, batches }) => {
  const faults: string[] = [];
  const entries = world.store.documentsOf<AuditDocument>('audit_entries').filter(({ kind, outcome }) => kind.startsWith('batch.') && outcome === 'done');
  const count = (of: readonly string[]): ReadonlyMap<string, number> => new Map([...groupBy(of, (one) => one)].map(([one, same]) => [one, same.length]));
  const [written, done] = [count(entries.map(({ kind, object }) => `${object} ${kind}`)), count(batches.flatMap(({ _id, changes }) => changes.map(({ kind }) => `${_id} batch.${kind}`)))];
  for (const what of new Set([...written.keys(), ...done.keys()])) if (written.get(what) !== done.get(what)) faults.push(`I7: ${what}: recorded ${written.get(what) ?? 0} times, done ${done.get(what) ?? 0} times`);
  const ids = new Set(world.published.filter(({ type }) => type.startsWith('gongjiang.subsidy.batch.')).map(({ id }) => id));
  const expected = batches.flatMap(({ changes }) => changes.filter(({ kind }) => kind !== 'lines-withheld' && kind !== 'lines-restored')).length;
  if (ids.size !== expected) faults.push(`I6: batches changed ${expected} times and ${ids.size} events tell of it`);
  return faults;
};

/** I8: a batch's totals are its lines', and its outcome is what became of them. */
export const totalsAddUp: Judge = ({ items, batches, chunks, world }) => {
  const faults: string[] = [];
  for (const { _id, batch } of batches.filter(({ batch: { status } }) => status === 'closed')) {
    const run = world.store.documentsOf<{ readonly _id: string; readonly run: number }>('populations').find((plan) => plan._id === _id)?.run;
    const own = new Set(chunks.filter((chunk) => chunk.batchId === _id && chunk.run === run).map((chunk) => chunk._id));
    const stray = items.filter(({ chunk }) => chunk.startsWith(`${_id}-`) && !own.has(chunk));
    if (stray.length > 0) faults.push(`I8: ${_id} has lines of an earlier planning: ${stray.map((item) => item._id).join()}`);
    const lines = items.filter(({ chunk, way }) => own.has(chunk) && way === undefined);
    const sums = (of: typeof lines): string => `${of.length} lines, ${of.reduce((sum, { amountFen }) => sum + amountFen, 0)} fen`;
    const { totals, outcome } = batch;
    if (!totals || !outcome) faults.push(`I8: ${_id} is closed without totals`);
    else {
      const compare = (what: string, said: string, is: string): void => { if (said !== is) faults.push(`I8: ${_id} says of ${what} ${said}, and there are ${is}`); };
      compare('new lines', `${totals.lines} lines, ${totals.amountFen} fen`, sums(lines.filter(({ attempt }) => attempt === 1)));
      compare('carried lines', `${totals.carried.lines} lines, ${totals.carried.amountFen} fen`, sums(lines.filter(({ attempt }) => attempt > 1)));
      // What came back after the batch was reconciled was settled then.
      compare('what was sent', `${outcome.settledLines + outcome.returnedLines} lines, ${outcome.settledFen + outcome.returnedFen} fen`, sums(lines.filter(({ state }) => state === 'settled' || state === 'returned')));
      compare('what was refused', `${outcome.rejectedLines} lines, ${outcome.rejectedFen} fen`, sums(lines.filter(({ state }) => state === 'rejected')));
      compare('what was not sent', `${outcome.unpaidLines} lines, ${outcome.unpaidFen} fen`, sums(lines.filter(({ state }) => state === 'void' || state === 'withheld')));
    }
    const ids = lines.map((item) => endToEndIdOf({ id: item._id, attempt: item.attempt }));
    if (new Set(ids).size !== ids.length) faults.push(`I8: ${_id} has two lines of one end-to-end id`);
  }
  return faults;
};
