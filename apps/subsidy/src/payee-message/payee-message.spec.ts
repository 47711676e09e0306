import { describe, expect, it } from '@jest/globals';
import { day, fen } from '@gongjiang/kernel';
import { itemNo } from '../item/item.builders.js';
import { ITEM_STATES, type Item } from '../item/item.js';
import { reasonsOf } from '../held-line/held-line.wording.js';
import { PAYEE_MESSAGE_KINDS, payeeMessagesOf, type PayeeMessage } from './payee-message.js';
import { payeeMessageSettingsSchema } from './payee-message.settings.js';
import { fileOf, idsOf, sheetOf } from './payee-message.sheet.js';
import { payeeTextOf, SENTENCES } from './payee-message.text.js';

const BOOKED = { bookedOn: day('2026-11-20'), returnedOn: day('2026-11-25') };
const told = (...items: readonly Item[]): readonly PayeeMessage[] => payeeMessagesOf('batch', items, []);
const inState = (state: Item['state'], n = 1): Item => ({ ...itemNo(n), ...BOOKED, state });
const TITLE = { zh: '高技能人才津贴', en: 'allowance' };

describe('a payee', () => {
  it.each<[Item['state'], readonly string[]]>([
    ['settled', ['settled']], ['returned', ['settled', 'returned']], ['rejected', ['rejected']], ['offset', ['offset']],
    ['due', []], ['accepted', []], ['withheld', []], ['void', []], ['overpaid', []], ['taken-over', []],
  ])('is told of a line that is %s: %j', (state, kinds) => {
    expect(told(inState(state)).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is told of every state that a line can have, one way or the other', () => {
    for (const state of ITEM_STATES) expect(() => told(inState(state))).not.toThrow();
  });

  it('is told each fact under one id, whenever it is derived, and two facts under two', () => {
    expect(told(inState('settled'))).toEqual(told(inState('settled')));
    expect(told(inState('returned'))[0]?.id).toBe(told(inState('settled'))[0]?.id);
    expect(new Set([...told(inState('returned')), ...told(inState('settled', 2))].map(({ id }) => id)).size).toBe(3);
  });

  it('is told why a line is held', () => {
    const [message] = payeeMessagesOf('batch', [], [{ due: itemNo(1).due, chunkId: 'c', codes: ['account-not-own', 'barred'], receiptId: null }]);
    expect(message).toMatchObject({ kind: 'held', codes: ['account-not-own', 'barred'], amountFen: 0 });
  });
});

describe('the words', () => {
  const message: PayeeMessage = { id: 'm', city: itemNo(1).due.city, person: itemNo(1).due.person, kind: 'settled', entitlement: 'jinhua/7/post-allowance', period: itemNo(1).due.period, amountFen: fen(60_050), on: day('2026-11-20'), codes: ['account-not-own'] };
  const words = (kind: PayeeMessage['kind']) => payeeTextOf({ ...message, kind }, { name: '王*', title: TITLE, reasons: reasonsOf(message.codes), sentence: SENTENCES[kind], howToObject: payeeMessageSettingsSchema.parse({}).howToObject });

  it.each(PAYEE_MESSAGE_KINDS)('of %s are in both languages, with the month and how to object, and leave nothing open', (kind) => {
    const { zh, en } = words(kind);
    for (const text of [zh, en]) {
      expect(text).toContain(message.period);
      expect(text).not.toMatch(/[{}]|undefined|null/);
    }
    expect(zh).toContain('如有异议');
    expect(en).toContain('If you object');
  });

  it('of money name the sum in yuan, and of what is held the reason', () => {
    expect(words('settled').zh).toContain('600.50元已于2026-11-20发放到账');
    expect(words('held').zh).toContain(reasonsOf(['account-not-own'])[0]?.zh ?? '?');
  });
});

describe('a file of messages', () => {
  const messages = [...told(inState('settled'), inState('returned', 2)), ...payeeMessagesOf('batch', [], [{ due: itemNo(3).due, chunkId: 'c', codes: ['account-not-own', 'barred'], receiptId: null }])];
  const { howToObject } = payeeMessageSettingsSchema.parse({});
  const words = { howToObject, titleOf: () => TITLE, nameOf: (person: string) => `${person.slice(-1)}*` };
  const sheet = sheetOf(messages, words);

  it('says of each what its own words say, once it is fetched, and has each message once', () => {
    const rows = fileOf(sheet).split('\r\n').slice(1, -1);
    expect(idsOf(sheet)).toEqual(messages.map(({ id }) => id));
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual(messages.map(({ id, person, kind }) => [id, person, kind]));
    messages.forEach((message, at) => {
      const { zh, en } = payeeTextOf(message, { name: words.nameOf(message.person), title: TITLE, reasons: reasonsOf(message.codes), sentence: SENTENCES[message.kind], howToObject });
      expect(rows[at]).toContain(zh);
      expect(rows[at]?.replaceAll('""', '"')).toContain(en);
    });
  });

  it('is put into the words of its day, however often it is fetched and whatever is said later', () => {
    const kept = JSON.parse(JSON.stringify({ ...sheet, sentences: { ...SENTENCES, settled: { zh: '旧文{amount}', en: 'Old words {amount}' } } })) as typeof sheet;
    expect(fileOf(kept)).toContain('Old words 600.00');
    expect(fileOf(kept)).toBe(fileOf(kept));
  });
});
