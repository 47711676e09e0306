import { describe, expect, it } from '@jest/globals';
import { cityCode } from '@gongjiang/kernel';
import { auditHash, recordedEntry, type AuditEntry } from './audit-entry.js';

const entry: AuditEntry = {
  city: cityCode('330300'), at: '2026-11-03T01:02:03.000Z', actorId: 'zhang', kind: 'batch.submitted',
  object: 'batch/330300-2026-11', outcome: 'done', source: '10.0.0.7', details: { lines: 12, amountFen: 340_000 },
};

describe('an audit entry', () => {
  it('has the same hash for the same facts, in whatever order they were written', () => {
    const turned = Object.fromEntries(Object.entries(entry).reverse()) as unknown as AuditEntry;
    expect(recordedEntry(turned, '1').hash).toBe(recordedEntry(entry, '1').hash);
  });

  it('has another hash as soon as anything of it is another', () => {
    const recorded = recordedEntry(entry, '1');
    const altered = Object.keys(recorded).filter((key) => key !== 'hash').map((key) => auditHash({ ...recorded, [key]: 'altered' }));
    expect(altered).toHaveLength(9);
    for (const hash of altered) expect(hash).not.toBe(recorded.hash);
    expect(auditHash(recorded)).toBe(recorded.hash);
  });

  it.each(['11010519491231002X', 'card 6228480402564890018'])('takes no person\'s number: %s', (text) => {
    expect(() => recordedEntry({ ...entry, details: { deep: [{ text }] } }, '1')).toThrow('holds a person\'s number (not shown)');
    expect(() => recordedEntry({ ...entry, object: `person/${text}` }, '1')).toThrow('holds a person\'s number');
  });

  it('has a limit', () => {
    expect(() => recordedEntry({ ...entry, details: { text: 'x'.repeat(20_000) } }, '1')).toThrow(RangeError);
  });
});
