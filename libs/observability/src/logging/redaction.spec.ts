import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact, redactText } from './redaction.js';

const PERSONAL = ['11010519491231002X', '6228480402564890018'];
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ6aGFuZyJ9.c2lnbmF0dXJl';

describe('a logged text', () => {
  it.each([
    ['payee 11010519491231002X unknown', 'payee ***002X unknown'],
    ['card 6228480402564890018', 'card ***0018'],
    [`Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer [redacted]'],
    [`token ${TOKEN} refused`, 'token [redacted] refused'],
    ['mongodb://writer:hush@127.0.0.1:27017/', 'mongodb://[redacted]@127.0.0.1:27017/'],
    ['Basic dXNlcjpwYXNz', 'Basic [redacted]'],
    ['batch 330300-2026-11 paid 340000 fen', 'batch 330300-2026-11 paid 340000 fen'],
  ])('%s', (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it('is cut where it is no line any more', () => {
    expect(redactText('x'.repeat(100_000)).length).toBeLessThan(9_000);
  });
});

describe('a logged object', () => {
  it('hides what stands under a name of personal data or of a secret, however deep and however written', () => {
    const entry = {
      person: { name: '张三', identity_number: 'x', Phone: '138' }, lines: [{ 'account-number': 'x', accountName: 'y' }],
      headers: { authorization: 'x', 'Set-Cookie': 'y' }, password: '', batchId: 'b1', amountFen: 1,
    };
    expect(redact(entry)).toEqual({
      person: { name: '[redacted]', identity_number: '[redacted]', Phone: '[redacted]' }, lines: [{ 'account-number': '[redacted]', accountName: '[redacted]' }],
      headers: { authorization: '[redacted]', 'Set-Cookie': '[redacted]' }, password: '[redacted]', batchId: 'b1', amountFen: 1,
    });
  });

  it('hides numbers of persons wherever they are, in keys, numbers and errors too', () => {
    const anywhere = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(...PERSONAL), fc.constant(PERSONAL.join(' ')), fc.integer(),
        fc.constant(new Error(`no ${PERSONAL[0]}`, { cause: PERSONAL[1] })), fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...PERSONAL)), tie('value'), { maxKeys: 4 })),
    })).value;
    fc.assert(fc.property(anywhere, (value) => {
      const text = JSON.stringify(redact(value)) ?? '';
      for (const personal of PERSONAL) expect(text).not.toContain(personal);
    }));
  });

  it('comes to an end also where it turns in a circle', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(JSON.stringify(redact(circle))).toContain('[deeper]');
  });

  it('keeps what an engineer needs of an error', () => {
    const error = Object.assign(new TypeError('no answer'), { code: 'ECONNREFUSED' });
    expect(redact(error)).toMatchObject({ type: 'TypeError', message: 'no answer', code: 'ECONNREFUSED', stack: expect.stringContaining('redaction.spec') });
  });
});
