import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BankProfile } from '@gongjiang/bank-files';
import { isStoppedReason, type Payment, type PaymentMessage } from '@gongjiang/contracts';
import { fen } from '@gongjiang/kernel';
import { AskingPace } from './asking-pace.js';
import type { BankDoor } from './bank-door.js';
import { cardOf, deskOf, messageOf, paymentOf, profileOf } from './bank.builders.js';
import { BankPending, BankSilent } from './bank.js';
import { BookkeepingDoor, Died, Mortal, type DoorTrouble } from './door.fixture.js';
import { FileCarrier } from './file.carrier.js';
import type { OutgoingStore } from './outgoing.store.js';
import { MemoryOutgoing } from './outgoing.store.memory.fixture.js';
import { PreparedBank } from './prepared.bank.js';

const FILE_PROFILES = ['iso20022', 'payroll-gb18030'] as const;
const ANY_TIME = new AskingPace({ now: () => new Date() }, 0);

interface Process { readonly door: BookkeepingDoor; readonly outgoing: MemoryOutgoing; readonly mortal?: Mortal; readonly pace?: AskingPace }

/** One worker's view of the city's bank: a store and a bank that outlive it, and its own death. */
async function bankOf(profile: BankProfile, { door, outgoing, mortal = new Mortal(), pace = ANY_TIME }: Process): Promise<PreparedBank> {
  const desk = await deskOf(profile, outgoing);
  const store = {
    find: (id: string) => outgoing.find(id), wholesOf: (ids: readonly string[]) => outgoing.wholesOf(ids), keep: (one) => mortal.step(() => outgoing.keep(one)),
  } satisfies Pick<OutgoingStore, 'find' | 'keep' | 'wholesOf'>;
  const way = {
    deliver: (id, file) => mortal.step(() => door.deliver(id, file)), answer: (id) => mortal.step(() => door.answer(id)), statement: (...asked) => door.statement(...asked),
  } satisfies BankDoor;
  return new PreparedBank({ ...desk, outgoing: store }, new FileCarrier({ profile, codec: desk.codec, pace, door: way }));
}

/** Lines of every fate: paid, rejected by the bank, stopped by us for the account and for the name. */
const mixed = (): PaymentMessage => messageOf([
  paymentOf('e1'), paymentOf('e2', { creditorAccount: '6228480000000000019' }), paymentOf('e3', { creditorName: '查无此人' }), paymentOf('e4', { creditorName: '陈\u202e国' }), paymentOf('e5', { creditorAccount: cardOf(5) }), paymentOf('e6'),
]);
const PAID = ['e1', 'e5', 'e6'];

describe.each(FILE_PROFILES)('what leaves for a bank by %s', (id) => {
  const profile = profileOf(id);
  const small = profileOf(id, { rows: 2 });

  it('is all but what fails its check: that is answered by us, each line with its reason, and the bank never hears of it', async () => {
    const door = await BookkeepingDoor.of(profile);
    const answer = await (await bankOf(profile, { door, outgoing: new MemoryOutgoing() })).pay(mixed());
    expect(answer.lines.map(({ endToEndId, status, reasonCode }) => [endToEndId, status, reasonCode].join(' ')).sort()).toEqual([
      'e1 accepted ', 'e2 rejected GJ01', 'e3 rejected BE01', 'e4 rejected GJ02', 'e5 accepted ', 'e6 accepted ',
    ]);
    expect(answer).toMatchObject({ messageId: 'GM1', paymentInformationId: 'GP1', status: 'partially-accepted', totals: { accepted: { numberOfPayments: 3 }, rejected: { numberOfPayments: 3, sumFen: 180_000 } } });
    expect(door.paid).toEqual(PAID);
    expect([...door.files.values()].flatMap(({ message }) => message.payments.map(({ endToEndId }) => endToEndId))).toEqual(['e1', 'e3', 'e5', 'e6']);
  });

  it('is nothing where every line fails its check', async () => {
    const door = await BookkeepingDoor.of(profile);
    const bank = await bankOf(profile, { door, outgoing: new MemoryOutgoing() });
    const answer = await bank.pay(messageOf([paymentOf('e1', { creditorAccount: '12' }), paymentOf('e2', { creditorAccount: '13' })]));
    expect([answer.status, answer.lines.every(({ reasonCode }) => reasonCode === 'GJ01'), door.uploads]).toEqual(['rejected', true, 0]);
  });

  it('is several files above the bank\'s limit of rows, and one answer', async () => {
    const door = await BookkeepingDoor.of(small);
    const answer = await (await bankOf(small, { door, outgoing: new MemoryOutgoing() })).pay(mixed());
    expect([...door.files].map(([messageId, { message }]) => [messageId, message.numberOfPayments])).toEqual([['GM1.1', 2], ['GM1.2', 2]]);
    expect([answer.messageId, answer.lines.length, door.paid]).toEqual(['GM1', 6, PAID]);
  });

  it('comes to the same end after its worker died before or after any step, and pays each line once', async () => {
    const whole = new Mortal();
    const undisturbed = await (await bankOf(small, { door: await BookkeepingDoor.of(small), outgoing: new MemoryOutgoing(), mortal: whole })).pay(mixed());
    expect(whole.taken).toBe(7); // kept once; then for each of two files: asked after, handed over, asked after
    for (let last = 1; last <= whole.taken; last += 1) {
      for (const moment of ['before', 'after'] as const) {
        const outside = { door: await BookkeepingDoor.of(small), outgoing: new MemoryOutgoing() };
        await expect((await bankOf(small, { ...outside, mortal: new Mortal(last, moment) })).pay(mixed())).rejects.toThrow(Died);
        expect(await (await bankOf(small, outside)).pay(mixed())).toEqual(undisturbed);
        expect(outside.door.paid).toEqual(PAID);
      }
    }
  });

  it('comes to the same end when two workers send it at the same time', async () => {
    const outside = { door: await BookkeepingDoor.of(small), outgoing: new MemoryOutgoing() };
    const banks = await Promise.all([1, 2, 3].map(() => bankOf(small, outside)));
    const [first, ...others] = await Promise.all(banks.map((bank) => bank.pay(mixed())));
    for (const other of others) expect(other).toEqual(first);
    expect(outside.door.paid).toEqual(PAID);
  });

  it('stays as it was decided first, though checks and limits have changed since', async () => {
    const outside = { door: await BookkeepingDoor.of(profile), outgoing: new MemoryOutgoing() };
    const message = messageOf([paymentOf('e1'), paymentOf('e2'), paymentOf('e3')]);
    const first = await (await bankOf(profile, outside)).pay(message);
    const stricter = { ...profile, limits: { ...profile.limits, rows: 1, paymentYuan: fen(1) } };
    expect(await (await bankOf(stricter, outside)).pay(message)).toEqual(first);
    expect(outside.door.paid).toEqual(['e1', 'e2', 'e3']);
  });

  it('whatever the lines and the troubles on the way: pays each line once or not at all, and its answer says which', async () => {
    const payments: fc.Arbitrary<Payment[]> = fc.uniqueArray(fc.record({
      endToEndId: fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), amountFen: fc.integer({ min: 1, max: 60_000_000 }).map(fen), purpose: fc.constant('岗位津贴 2026-11'),
      creditorName: fc.constantFrom('陈建国', '查无此人', '阿依古丽·买买提', '=1+1', '龴建国', 'a|b', '𠮷'),
      creditorAccount: fc.oneof({ weight: 3, arbitrary: fc.nat(99).map(cardOf) }, fc.constant('6228480000000000019')),
    }), { minLength: 1, maxLength: 9, selector: ({ endToEndId }) => endToEndId });
    const troubles = fc.array(fc.constantFrom<DoorTrouble>('none', 'none', 'lost-before', 'lost-after', 'not-yet', 'broken'), { maxLength: 25 });
    const limits = fc.record({ rows: fc.integer({ min: 1, max: 9 }) });
    await fc.assert(fc.asyncProperty(payments, troubles, limits, async (lines, failures, limit) => {
      const limited = profileOf(id, limit);
      const outside = { door: await BookkeepingDoor.of(limited), outgoing: new MemoryOutgoing() };
      outside.door.fail(...failures);
      const message = messageOf(lines);
      let answer: Awaited<ReturnType<PreparedBank['pay']>> | undefined;
      for (let time = 0; answer === undefined && time < 60; time += 1) {
        answer = await (await bankOf(limited, outside)).pay(message).catch((error: unknown) => {
          if (!(error instanceof BankSilent)) throw error;
          return undefined;
        });
      }
      const taken = answer?.lines.filter(({ status }) => status === 'accepted').map(({ endToEndId }) => endToEndId) ?? [];
      expect([...outside.door.paid].sort()).toEqual([...taken].sort());
      expect(answer?.lines.map(({ endToEndId }) => endToEndId).sort()).toEqual(lines.map(({ endToEndId }) => endToEndId).sort());
      const sent = new Set([...outside.door.files.values()].flatMap((file) => file.message.payments.map(({ endToEndId }) => endToEndId)));
      for (const { endToEndId, reasonCode } of answer?.lines ?? []) expect(sent.has(endToEndId)).toBe(!isStoppedReason(reasonCode));
    }), { numRuns: 100 });
  });

  it('is not sent again while its answer is on its way', async () => {
    const outside = { door: await BookkeepingDoor.of(profile), outgoing: new MemoryOutgoing() };
    outside.door.fail('none', 'none', 'not-yet', 'not-yet', 'not-yet');
    const bank = await bankOf(profile, outside);
    for (const _time of [1, 2, 3]) await expect(bank.pay(mixed())).rejects.toThrow(BankPending);
    expect((await bank.pay(mixed())).lines).toHaveLength(6);
    expect(outside.door.uploads).toBe(1);
  });

  it('is asked after at the bank\'s pace and not at the workers\'', async () => {
    let now = 0;
    const outside = { door: await BookkeepingDoor.of(profile), outgoing: new MemoryOutgoing(), pace: new AskingPace({ now: () => new Date(now) }, 30_000), mortal: new Mortal() };
    outside.door.fail('none', 'none', 'not-yet');
    const bank = await bankOf(profile, outside);
    for (const _time of [1, 2, 3]) await expect(bank.pay(mixed())).rejects.toThrow(BankPending);
    expect(outside.mortal.taken).toBe(4); // kept, asked after, handed over, asked after; then no more
    now = 30_000;
    expect((await bank.pay(mixed())).lines).toHaveLength(6);
  });

  it('has every file handed over, though the first has no answer', async () => {
    const outside = { door: await BookkeepingDoor.of(small), outgoing: new MemoryOutgoing() };
    outside.door.fail('none', 'none', 'not-yet');
    await expect((await bankOf(small, outside)).pay(mixed())).rejects.toThrow(BankPending);
    expect([...outside.door.files.keys()]).toEqual(['GM1.1', 'GM1.2']);
  });

  it('is not asked after again where it has answered, while another part has not', async () => {
    const outside = { door: await BookkeepingDoor.of(small), outgoing: new MemoryOutgoing(), mortal: new Mortal() };
    outside.door.fail('none', 'none', 'not-yet'); // the first part is handed over and has no answer; the second has one at once
    const bank = await bankOf(small, outside);
    await expect(bank.pay(mixed())).rejects.toThrow(BankPending);
    const before = outside.mortal.taken;
    expect((await bank.pay(mixed())).lines).toHaveLength(6);
    expect(outside.mortal.taken - before).toBe(1);
  });

  it('can be asked after without sending anything: what was stopped is known, what was never handed over is not', async () => {
    const outside = { door: await BookkeepingDoor.of(small), outgoing: new MemoryOutgoing() };
    const bank = await bankOf(small, outside);
    const ids = mixed().payments.map(({ endToEndId }) => endToEndId);
    expect((await bank.inquire(ids, mixed())).every(({ status }) => status === 'unknown-id')).toBe(true);
    outside.door.fail('none', 'none', 'none', 'none', 'lost-before');
    await expect(bank.pay(mixed())).rejects.toThrow(BankSilent);
    expect((await bank.inquire(ids, mixed())).map(({ status, reasonCode }) => [status, reasonCode])).toEqual([
      ['accepted', null], ['rejected', 'GJ01'], ['rejected', 'BE01'], ['rejected', 'GJ02'], ['unknown-id', null], ['unknown-id', null],
    ]);
    expect(outside.door.uploads).toBe(1);
  });

  it('is refused whole where the bank has none of it; where it has a part, nothing is known yet', async () => {
    const outside = { door: await BookkeepingDoor.of(small), outgoing: new MemoryOutgoing() };
    const bank = await bankOf(small, outside);
    outside.door.refusedFor = 'AM04';
    expect(await bank.pay(mixed())).toMatchObject({ messageId: 'GM1', paymentInformationId: 'GP1', status: 'rejected', refusedFor: 'AM04', lines: [] });
    outside.door.refusedFor = null;
    outside.door.fail('none', 'none', 'none', 'lost-before');
    await expect(bank.pay(mixed())).rejects.toThrow(BankSilent);
    outside.door.refusedFor = 'AM04';
    await expect(bank.pay(mixed())).rejects.toThrow('a part that was refused whole: AM04');
    outside.door.refusedFor = null;
    expect((await bank.pay(mixed())).lines).toHaveLength(6);
    expect(outside.door.paid).toEqual(PAID);
  });
});

describe('nothing leaves', () => {
  const message = messageOf([paymentOf('e1')]);

  it('under an id that another message has', async () => {
    const outside = { door: await BookkeepingDoor.of(profileOf('iso20022')), outgoing: new MemoryOutgoing() };
    const bank = await bankOf(profileOf('iso20022'), outside);
    await bank.pay(message);
    await expect(bank.pay(messageOf([paymentOf('e1', { amountFen: fen(1) })]))).rejects.toThrow('Another message was kept under the id GM1');
    expect(outside.door.uploads).toBe(1);
  });

  it('by another way than it went before: the other bank would pay it again', async () => {
    const outgoing = new MemoryOutgoing();
    await (await bankOf(profileOf('iso20022'), { door: await BookkeepingDoor.of(profileOf('iso20022')), outgoing })).pay(message);
    const other = { door: await BookkeepingDoor.of(profileOf('payroll-gb18030')), outgoing };
    await expect((await bankOf(profileOf('payroll-gb18030'), other)).pay(message)).rejects.toThrow('went out by iso20022');
    expect(other.door.uploads).toBe(0);
  });

  it('with totals that are not its own', async () => {
    const outside = { door: await BookkeepingDoor.of(profileOf('iso20022')), outgoing: new MemoryOutgoing() };
    await expect((await bankOf(profileOf('iso20022'), outside)).pay({ ...message, controlSumFen: fen(1) })).rejects.toThrow('cannot leave: bank-file.totals');
    expect([outside.door.uploads, outside.outgoing.kept.size]).toEqual([0, 0]);
  });
});
