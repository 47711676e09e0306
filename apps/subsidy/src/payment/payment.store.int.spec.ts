import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PaymentLineAnswer } from '@gongjiang/contracts';
import fc from 'fast-check';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';

let subsidy: TestSubsidy;
beforeAll(async () => { subsidy = await testSubsidy(); });
afterAll(() => subsidy.close());

const reference = fc.option(fc.string({ minLength: 1, maxLength: 35 }));
const line = fc.record({ endToEndId: fc.string({ minLength: 1, maxLength: 35 }), status: fc.constantFrom('accepted' as const, 'rejected' as const), bankReference: reference, reasonCode: reference, duplicate: fc.boolean() });
const answers = fc.uniqueArray(line, { selector: ({ endToEndId }) => endToEndId, maxLength: 8 });
let number = 0;

it('an answer comes back as the bank gave it, line by line and in its order', async () => {
  await fc.assert(fc.asyncProperty(answers, async (lines: PaymentLineAnswer[]) => {
    const id = `P${(number += 1)}`;
    expect(await subsidy.payments.keepAnswer(id, lines)).toEqual(lines);
    expect(await subsidy.payments.answer(id)).toEqual(lines);
  }), { numRuns: 40 });
});

it('the first answer that was kept holds, whoever brings another', async () => {
  const one: PaymentLineAnswer = { endToEndId: 'E1', status: 'accepted', bankReference: 'B1', reasonCode: null, duplicate: false };
  await subsidy.payments.keepAnswer('P-twice', [one]);
  expect(await subsidy.payments.keepAnswer('P-twice', [{ ...one, status: 'rejected', reasonCode: 'AC04', duplicate: true }])).toEqual([one]);
  expect(await subsidy.payments.answer('P-none')).toBeUndefined();
});
