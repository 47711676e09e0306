import { Readable } from 'node:stream';
import { cityCode } from '@gongjiang/kernel';
import { MemoryImportStore } from './roster.builders.js';
import { importRoster, type RosterKind } from './roster.import.js';

/** Takes a roster of so many rows in, of which every tenth does not fit, and prints its report: for a test of memory. */
const rows = Number(process.argv[2]);

let sent = 0;
const file = new Readable({ read() {
  if (sent === 0) this.push('name,note\n');
  const lines: string[] = [];
  while (lines.length < 500 && sent < rows) lines.push(`person ${sent += 1},${'x'.repeat(200)}\n`);
  this.push(lines.length > 0 ? lines.join('') : null);
} });

const kind: RosterKind = {
  name: 'names', columns: ['name', 'note'],
  async take(taken) {
    const bad = taken.filter((row) => row.cells['name']?.endsWith('7'));
    return { taken: taken.length - bad.length, unchanged: 0, problems: bad.map((row) => ({ line: row.line, column: 'name', code: 'roster.unfit' })) };
  },
};

const outcome = await importRoster(new MemoryImportStore(), cityCode('330700'), kind, file);
process.stdout.write(JSON.stringify(outcome));
