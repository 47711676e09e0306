import { describe, expect, it } from '@jest/globals';
import { eventOf, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { cityCode, type PersonToken } from '@gongjiang/kernel';
import type { SeenItem } from '@gongjiang/rehearsal';
import { contractsKept, nobodyTold } from './events-kept-to.js';
import { talentKnows } from './talent-knows.js';

/** A check that finds nothing must be able to find something: each is shown the fault that it is for. */
const CITY = cityCode('330700');
const PERSON = 'p_abcdefghijklmnopqrstuvwxyz';
const item: SeenItem = { id: 'item', city: CITY, batchId: 'batch', person: PERSON, entitlement: 'jinhua/7/post-allowance', subject: null, period: '2026-10', amountFen: 60_000, state: 'settled', reason: null, bookedOn: '2026-11-12', endToEndId: 'GJ1', receiptId: 'r' };
const settled = (changes: { readonly amountFen?: number } = {}): CloudEvent => eventOf(paymentSettled, {
  city: CITY, subject: 'item', sequence: 5, time: new Date('2026-11-12T00:00:00Z'),
  data: { ...paymentSettled.example, itemId: 'item', person: PERSON as PersonToken, amountFen: 60_000 as never, ...changes } as typeof paymentSettled.example,
});
const heard = (event: CloudEvent, key = PERSON) => ({ topic: 'gongjiang.subsidy.payment', key, text: JSON.stringify(event) });

describe('where all is well, nothing is found', () => {
  it.each<[string, readonly string[]]>([
    ['contracts kept', contractsKept([heard(settled())]).faults],
    ['nobody told', nobodyTold([heard(settled())], [{ city: CITY, identityNumber: '330702199001011234', name: '欧阳某', accountHolder: '欧阳某', bankAccount: '6228480000000000000' }])],
    ['talent knows', talentKnows([{ person: PERSON, receivedFen: 60_000, benefits: [{ itemId: 'item', status: 'settled', amountFen: 60_000 }] }], [item])],
  ])('%s', (_, faults) => expect(faults).toEqual([]));
});

describe('found is', () => {
  it.each<[string, readonly string[]]>([
    ['a message that its contract does not allow', contractsKept([heard({ ...settled(), data: {} })]).faults],
    ['a message in another\'s topic', contractsKept([{ ...heard(settled()), topic: 'gongjiang.subsidy.batch' }]).faults],
    ['a message under a key that does not keep its order', contractsKept([heard(settled(), 'another')]).faults],
    ['a name in a message', nobodyTold([heard({ ...settled(), subject: '欧阳某' })], [{ city: CITY, identityNumber: '', name: '欧阳某', accountHolder: '', bankAccount: '' }])],
    ['a payment that the talent database missed', talentKnows([{ person: PERSON, receivedFen: 0, benefits: [] }], [item])],
  ])('%s', (_, faults) => expect(faults).not.toEqual([]));
});
