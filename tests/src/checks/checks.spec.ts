import { describe, expect, it } from '@jest/globals';
import { batchReleased, eventOf, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { cityCode, type PersonToken } from '@gongjiang/kernel';
import type { BankPayment, MonthResult } from '@gongjiang/rehearsal';
import type { SeenItem } from '../stage/seen.js';
import { bankAgrees } from './bank-agrees.js';
import { booksBalance } from './books-balance.js';
import { batchesTold, itemsTold } from './events-complete.js';
import { contractsKept, nobodyTold } from './events-kept-to.js';
import { paidOnce } from './paid-once.js';
import { talentKnows } from './talent-knows.js';

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
const heard = (event: CloudEvent, key = PERSON) => ({ topic: 'gongjiang.subsidy.payment', key, text: JSON.stringify(event) });

describe('where all is well, nothing is found', () => {
  it.each<[string, readonly string[]]>([
    ['paid once', paidOnce([payment])],
    ['books balance', booksBalance(ledgers, [payment])],
    ['bank agrees', bankAgrees([item], [payment])],
    ['items told', itemsTold([settled(), settled()], [item])],
    ['batches told', batchesTold([released], batches)],
    ['contracts kept', contractsKept([heard(settled())]).faults],
    ['nobody told', nobodyTold([heard(settled())], [{ city: CITY, identityNumber: '330702199001011234', name: '欧阳某', accountHolder: '欧阳某', bankAccount: '6228480000000000000' }])],
    ['talent knows', talentKnows([{ person: PERSON, receivedFen: 60_000, benefits: [{ itemId: 'item', status: 'settled', amountFen: 60_000 }] }], [item])],
  ])('%s', (_, faults) => expect(faults).toEqual([]));
});

describe('found is', () => {
  it.each<[string, readonly string[]]>([
    ['an id that was paid twice', paidOnce([payment, payment])],
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
    ['a message that its contract does not allow', contractsKept([heard({ ...settled(), data: {} })]).faults],
    ['a message in another\'s topic', contractsKept([{ ...heard(settled()), topic: 'gongjiang.subsidy.batch' }]).faults],
    ['a message under a key that does not keep its order', contractsKept([heard(settled(), 'another')]).faults],
    ['a name in a message', nobodyTold([heard({ ...settled(), subject: '欧阳某' })], [{ city: CITY, identityNumber: '', name: '欧阳某', accountHolder: '', bankAccount: '' }])],
    ['a payment that the talent database missed', talentKnows([{ person: PERSON, receivedFen: 0, benefits: [] }], [item])],
  ])('%s', (_, faults) => expect(faults).not.toEqual([]));
});
