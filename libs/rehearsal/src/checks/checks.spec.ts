import { describe, expect, it } from '@jest/globals';
import { batchReleased, eventOf, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { cityCode, type PersonToken } from '@gongjiang/kernel';
import type { MonthResult } from '../month/month.js';
import type { BankPayment } from '../office/bank.office.js';
import { bankAgrees } from './bank-agrees.js';
import { booksBalance } from './books-balance.js';
import { batchesTold, itemsTold } from './events-complete.js';
import { dueOnce, paidOnce } from './paid-once.js';
import type { SeenItem } from './seen-items.js';

/** A check that finds nothing must be able to find something: each is shown the fault that it is for. */
const CITY = cityCode('330700');
const PERSON = 'p_abcdefghijklmnopqrstuvwxyz';
const item: SeenItem = { id: 'item', city: CITY, batchId: 'batch', person: PERSON, entitlement: 'jinhua/7/post-allowance', subject: null, period: '2026-10', amountFen: 60_000, state: 'settled', reason: null, bookedOn: '2026-11-12', endToEndId: 'GJ1', receiptId: 'r' };
const payment: BankPayment = { endToEndId: 'GJ1', paymentInformationId: 'GP1', debtorAccount: '3307001000000000001', amountFen: 60_000, status: 'settled' };
const ledgers: MonthResult['ledgers'] = { [CITY]: { balanced: true, places: { paid: 60_000, 'in-transit': 0 }, accounts: [] } };
const settled = (changes: { readonly amountFen?: number } = {}): CloudEvent => eventOf(paymentSettled, {
  city: CITY, subject: 'item', sequence: 5, time: new Date('2026-11-12T00:00:00Z'),
  data: { ...paymentSettled.example, itemId: 'item', person: PERSON as PersonToken, amountFen: 60_000 as never, ...changes } as typeof paymentSettled.example,
});
const released = eventOf(batchReleased, { city: CITY, subject: 'batch', sequence: 1, time: new Date('2026-11-12T00:00:00Z'), data: batchReleased.example });
const batches = [{ id: 'batch', changes: [{ kind: 'released', actor: 'a', on: '2026-11-12', at: '2026-11-12T00:00:00Z' }] }] as unknown as MonthResult['batches'];

describe('where all is well, nothing is found', () => {
  it.each<[string, readonly string[]]>([
    ['paid once', paidOnce([payment])],
    ['due once', dueOnce([item, { ...item, period: '2026-11' }, { ...item, state: 'returned' }])],
    ['books balance', booksBalance(ledgers, [payment])],
    ['bank agrees', bankAgrees([item], [payment])],
    ['items told', itemsTold([settled(), settled()], [item])],
    ['batches told', batchesTold([released], batches)],
  ])('%s', (_, faults) => expect(faults).toEqual([]));
});

describe('found is', () => {
  it.each<[string, readonly string[]]>([
    ['an id that was paid twice', paidOnce([payment, payment])],
    ['a due amount in two lines', dueOnce([item, { ...item, id: 'another' }])],
    ['money that the ledger knows and the bank does not', booksBalance(ledgers, [])],
    ['a ledger that does not balance', booksBalance({ [CITY]: { balanced: false, places: { paid: 60_000, 'in-transit': 0 }, accounts: [] } }, [payment])],
    ['money left in transit', booksBalance({ [CITY]: { balanced: true, places: { paid: 60_000, 'in-transit': 1 }, accounts: [] } }, [payment])],
    ['an item that the bank never saw', bankAgrees([item], [])],
    ['a payment that the platform does not know', bankAgrees([], [payment])],
    ['another amount', bankAgrees([{ ...item, amountFen: 1 }], [payment])],
    ['another outcome', bankAgrees([item], [{ ...payment, status: 'returned' }])],
    ['an item of which nothing was told', itemsTold([], [item])],
    ['an event of an item that is not there', itemsTold([settled()], [])],
    ['an event that says another amount', itemsTold([settled({ amountFen: 1 })], [item])],
    ['an end that was told too early', itemsTold([settled()], [{ ...item, state: 'accepted' }])],
    ['one id that says two things', itemsTold([settled(), { ...settled(), data: { ...(settled().data as object), bookedOn: '2026-12-01' } }], [item])],
    ['a change of a batch that was not told', batchesTold([], batches)],
  ])('%s', (_, faults) => expect(faults).not.toEqual([]));
});
