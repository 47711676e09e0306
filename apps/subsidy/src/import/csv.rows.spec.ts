import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvFault, CsvRows, type CsvFaultReason, type ReadRow } from './csv.rows.js';
import { ROSTER_LIMITS } from './roster.js';

function rowsOf(pieces: readonly string[]): readonly ReadRow[] {
  const csv = new CsvRows();
  return pieces.flatMap((piece, at) => csv.push(piece, at === pieces.length - 1));
}
/** The text cut behind some of its line ends. */
function cut(text: string, seed: number): readonly string[] {
  const lines = text.split(/(?<=\n)/);
  return lines.reduce<string[]>((pieces, line, at) => ((seed >> (at % 20)) & 1 && pieces.length > 0 ? [...pieces.slice(0, -1), (pieces.at(-1) ?? '') + line] : [...pieces, line]), []);
}
function outcome(read: () => readonly (readonly string[])[]): unknown {
  try {
    return read().filter((row) => row.some((cell) => cell !== ''));
  } catch {
    return 'refused';
  }
}

describe('comma-separated values', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '张', ',', '"', '""', '","', '\n', '\r\n', '"\n', ' '), maxLength: 25 });

  it('are read, and refused, as another reader reads them', () => {
    fc.assert(fc.property(text, (csv) => {
      const theirs = outcome(() => parse(csv, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] }));
      expect(outcome(() => rowsOf([csv]).map((row) => row.values))).toEqual(theirs);
    }), { numRuns: 3_000 });
  });

  it('are read alike in whatever pieces they come', () => {
    const all = (pieces: readonly string[]) => outcome(() => rowsOf(pieces).map((row) => [String(row.line), ...row.values]));
    fc.assert(fc.property(text, fc.nat(), (csv, seed) => expect(all(cut(csv, seed))).toEqual(all([csv]))), { numRuns: 2_000 });
  });

  it('have line ends of every kind, each of which is one line', () => {
    expect(rowsOf(['a,b\r\nc,d\ne,f\rg,"h\r\ni\rj\nk"\r\rl,m'])).toEqual([
      { line: 1, values: ['a', 'b'] }, { line: 2, values: ['c', 'd'] }, { line: 3, values: ['e', 'f'] }, { line: 4, values: ['g', 'h\r\ni\rj\nk'] }, { line: 9, values: ['l', 'm'] },
    ]);
  });

  const long = 'x'.repeat(ROSTER_LIMITS.maxRowCharacters);
  it.each<[CsvFaultReason, string, number]>([
    ['quote-not-closed', 'a,b\n"c,d\ne,f', 2], ['quote-not-closed', `a,b\n"c,d\n${'e,f\n'.repeat(5_000)}`, 2], ['quote-not-closed', `a,b\n"c,d\n${'e,f\n'.repeat(5_000)}"x"\n`, 2],
    ['quote-in-cell', 'a,b\n\nc"d,e', 3], ['text-after-quote', 'a,b\n"c"d,e', 2],
    ['row-too-large', `a,b\n${long},x\n`, 2], ['row-too-large', `a,b\n"c",${long}\n`, 2],
  ])('are refused for %s on the line where the row begins: %#', (reason, csv, line) => {
    expect(() => rowsOf([csv])).toThrow(new CsvFault(line, reason));
  });
});
