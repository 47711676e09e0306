import { describe, expect, it, test } from '@jest/globals';
import { CloudEvent as JudgedEvent, ValidationError } from 'cloudevents';
import { canonicalJson, factId } from '@gongjiang/kernel';
import fc from 'fast-check';
import { encodeEvent, MAX_EVENT_BYTES, parseEvent } from './cloud-event.js';
import { exampleEventOf } from './document/example.event.js';
import { eventId, eventOf, readData } from './event.contract.js';
import { EVENTS } from './event.registry.js';
import { paymentSettled } from './events/index.js';

const settled = exampleEventOf(paymentSettled);
const without = (field: string): string => JSON.stringify({ ...settled, [field]: undefined });

describe('the envelope', () => {
  it.each(EVENTS.map((contract) => [contract.type, contract] as const))('of %s is what the CloudEvents library calls valid', (_, contract) => {
    const event = exampleEventOf(contract);
    expect(() => new JudgedEvent({ ...event }).validate()).not.toThrow(ValidationError);
    expect(new JudgedEvent({ ...event }).toJSON()).toEqual(event);
  });

  it.each(EVENTS.map((contract) => [contract.type, contract] as const))('of %s comes back as it was sent', (_, contract) => {
    const read = parseEvent(Buffer.from(encodeEvent(exampleEventOf(contract))));
    expect(read).toEqual({ ok: true, value: exampleEventOf(contract) });
    expect(read.ok && readData(contract, read.value).ok).toBe(true);
  });

  it.each(['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'city', 'sequence', 'data'])('without %s is refused, and the field is named', (field) => {
    expect(parseEvent(without(field))).toEqual({ ok: false, refusal: { code: 'event.field-invalid', details: { field } } });
  });

  it.each([
    ['specversion', '0.3'], ['time', '2026-13-45T00:00:00Z'], ['time', 'yesterday'], ['city', '12'], ['sequence', '7'], ['sequence', 7],
    ['source', '/elsewhere'], ['type', 'gongjiang.subsidy.payment.settled'], ['data', 'text'], ['data', null], ['id', ''], ['id', 'x'.repeat(300)],
  ])('with %s = %j is refused', (field, value) => {
    expect(parseEvent(JSON.stringify({ ...settled, [field]: value }))).toMatchObject({ ok: false, refusal: { code: 'event.field-invalid', details: { field } } });
  });

  test('says what is no JSON, nothing at all, or too large', () => {
    expect(parseEvent('{"id"')).toMatchObject({ refusal: { code: 'event.not-json' } });
    expect(parseEvent('[1]')).toMatchObject({ refusal: { code: 'event.not-json' } });
    expect(parseEvent(null)).toMatchObject({ refusal: { code: 'event.not-json' } });
    expect(parseEvent('x'.repeat(MAX_EVENT_BYTES + 1))).toMatchObject({ refusal: { code: 'event.too-large' } });
  });

  test('takes no bytes that make it throw', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array(), fc.json().map((text) => Buffer.from(text))), (bytes) => {
      expect(parseEvent(bytes).ok).toBe(false);
    }));
  });

  test('passes over fields that it does not know', () => {
    expect(parseEvent(JSON.stringify({ ...settled, traceparent: '00-ab-cd-01' })).ok).toBe(true);
  });
});

describe('an event', () => {
  const facts = { city: settled.city, subject: 'item-5t1w', sequence: 3, time: new Date(0), data: paymentSettled.example };

  test('has the same id for the same fact and another one for another', () => {
    expect(eventOf(paymentSettled, facts).id).toBe(eventOf(paymentSettled, { ...facts, time: new Date(1) }).id);
    expect(eventId(paymentSettled, facts)).not.toBe(eventId(paymentSettled, { ...facts, sequence: 4 }));
  });

  test('has the id of its fact in canonical JSON, whatever stands in it: it was told under that id before', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.nat(), (subject, sequence) => {
      expect(eventId(paymentSettled, { ...facts, subject, sequence })).toBe(factId(canonicalJson([paymentSettled.type, facts.city, subject, sequence])));
    }));
  });

  test('orders by the text of its sequence', () => {
    fc.assert(fc.property(fc.nat(), fc.nat(), (one, other) => {
      const [left, right] = [one, other].map((sequence) => eventOf(paymentSettled, { ...facts, sequence }).sequence);
      expect(Math.sign((left ?? '') < (right ?? '') ? -1 : left === right ? 0 : 1)).toBe(Math.sign(one - other));
    }));
  });

  test('is not built from data that break its contract', () => {
    const broken = { ...paymentSettled.example, attempt: 0 };
    expect(() => eventOf(paymentSettled, { ...facts, data: broken })).toThrow('attempt');
    expect(() => eventOf(paymentSettled, { ...facts, sequence: -1 })).toThrow('version');
  });

  test('whose data break the contract is refused, and the path is named', () => {
    const event = { ...settled, data: { ...paymentSettled.example, due: { entitlement: 'x', subject: null, period: '2026-13' } } };
    expect(readData(paymentSettled, event)).toEqual({ ok: false, refusal: { code: 'event.field-invalid', details: { field: 'data.due.period' } } });
  });
});
