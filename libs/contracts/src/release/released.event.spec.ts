import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from '@jest/globals';
import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { contractOf } from '../event.registry.js';
import { breaksOf, releasedEventOf, type ReleasedEvent } from './released.event.js';

const FOLDER = new URL('../../released/', import.meta.url);
const released = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as ReleasedEvent);

const text = z.string().max(10);
const base = z.object({ id: text, person: text, kind: z.enum(['a', 'b']), note: text.nullable(), list: z.array(z.object({ n: z.int() })), extra: text.optional() });
const example: z.input<typeof base> = { id: 'i', person: 'p', kind: 'a', note: null, list: [{ n: 1 }] };
const about = { zh: '测。', en: 'Test.' };
const type = 'gongjiang.test.thing.done.v1';

/** A contract whose shape was changed; its example is the old one with what is given. */
function changed(data: z.ZodType, more: object = {}) {
  return defineEvent({ type, about, data, example: { ...example, ...more }, keyOf: (value) => (value as { person: string }).person });
}
const before = releasedEventOf(changed(base));

describe('a released contract', () => {
  it.each(released.map((event) => [event.type, event] as const))('%s is still kept', (releasedType, event) => {
    expect(breaksOf(event, contractOf(releasedType))).toEqual([]);
  });

  test('may gain a field that can be absent', () => {
    expect(breaksOf(before, changed(base.extend({ later: text.optional() })))).toEqual([]);
  });

  it.each([
    ['a removed field', changed(base.omit({ note: true })), 'data.note is gone'],
    ['a removed optional field', changed(base.omit({ extra: true })), 'data.extra is gone'],
    ['a newly required field', changed(base.extend({ later: text }), { later: 'x' }), 'can no longer be read'],
    ['an optional field made required', changed(base.extend({ extra: text }), { extra: 'x' }), 'can no longer be read'],
    ['a required field made optional', changed(base.extend({ note: text.nullable().optional() })), 'data.note may be absent now'],
    ['a retyped field', changed(base.extend({ id: z.int() }), { id: 1 }), 'can no longer be read'],
    ['a field that is null no more', changed(base.extend({ note: text }), { note: 'x' }), 'data.note has'],
    ['another limit', changed(base.extend({ id: z.string().max(20) })), 'data.id has another type or other limits'],
    ['another enumeration', changed(base.extend({ kind: z.enum(['a', 'b', 'c']) })), 'data.kind has'],
    ['a change within a list', changed(base.extend({ list: z.array(z.object({ n: z.int(), m: z.int() })) }), { list: [] }), 'can no longer be read'],
    ['another key', defineEvent({ type, about, data: base, example }), 'another key'],
    ['another topic', { ...changed(base), topic: 'gongjiang.test.other' }, 'moved'],
  ])('fails the build with %s', (_, contract, sentence) => {
    expect(breaksOf(before, contract).join('\n')).toContain(sentence);
  });

  test('fails the build when it is gone', () => {
    expect(breaksOf(before, undefined).join()).toContain('is gone');
  });
});
