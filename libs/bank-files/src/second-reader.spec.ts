import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { ISO, PAYROLL, SENDING, messageOfMany, messages, payrollMessages, valueOf } from './bank-file.fixture.js';
import { unusableCharacter } from './check/characters.js';
import type { BankFileCodec } from './codec.js';
import { openBankFileCodec } from './codec.files.js';
import { characterLackedBy } from './delimited/gb18030.js';

/**
 * Our files, read by another language's parsers: python3's gb18030 codec, csv and xml.etree. Without python3 these
 * tests fail, so that nobody takes their silence for a proof; who cannot have it sets GONGJIANG_WITHOUT_PYTHON=1 and
 * sees them skipped.
 */
const isLeftOut = process.env['GONGJIANG_WITHOUT_PYTHON'] === '1';
const SCRIPT = fileURLToPath(new URL('../second-reader/read_back.py', import.meta.url));

function python(input: unknown, ...how: string[]): unknown {
  try {
    return JSON.parse(execFileSync('python3', [SCRIPT, ...how], { input: JSON.stringify(input), maxBuffer: 64 << 20, encoding: 'utf8', env: { ...process.env, PYTHONUTF8: '1' } }));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw isMissing ? new Error('python3 is needed to read the bank files back with a reader that is not ours: install it, or set GONGJIANG_WITHOUT_PYTHON=1 to leave this proof out', { cause }) : cause;
  }
}

const described = isLeftOut ? describe.skip : describe;

described('read by another language (python3)', () => {
  let codec: BankFileCodec;
  beforeAll(async () => { codec = await openBankFileCodec(); });

  test.each([['payroll', PAYROLL, payrollMessages], ['pain.001', ISO, messages]] as const)('a %s file says the message that it was written from', (kind, profile, arbitrary) => {
    const all = [...fc.sample(arbitrary, 200), messageOfMany(1_000)];
    const files = all.map((message) => ({ kind, base64: Buffer.from(valueOf(codec.writePayments(profile, message, SENDING)).bytes).toString('base64') }));
    expect(python(files)).toEqual(all.map(({ messageId, debtorAccount, numberOfPayments, controlSumFen, payments }) => ({
      messageId, debtorAccount, numberOfPayments, controlSumFen, payments, footCount: numberOfPayments, footSumFen: controlSumFen,
    })));
  });

  test('every character that a payroll file carries has the same bytes there', () => {
    const BLOCK = 4_096;
    const isCarried = (point: number) => {
      const character = String.fromCodePoint(point);
      return unusableCharacter(`x${character}x`) === undefined && characterLackedBy('gb18030', character) === undefined;
    };
    const leftOut: [number, number][] = [];
    const ours = Array.from({ length: 0x110000 / BLOCK }, (_, block) => {
      const hash = createHash('sha256');
      for (let point = block * BLOCK; point < (block + 1) * BLOCK; point += 1) {
        if (isCarried(point)) hash.update(iconv.encode(String.fromCodePoint(point), 'gb18030'));
        else if (leftOut.at(-1)?.[1] === point - 1) (leftOut.at(-1) as [number, number])[1] = point;
        else leftOut.push([point, point]);
      }
      return hash.digest('hex');
    });
    expect(python(leftOut, 'codec')).toEqual(ours);
  });
});
