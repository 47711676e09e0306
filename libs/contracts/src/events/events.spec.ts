import { describe, expect, it, test } from '@jest/globals';
import { isPersonToken } from '@gongjiang/kernel';
import { dataSchemaOf } from '../document/json.schema.js';
import { exampleEventOf } from '../document/example.event.js';
import { contractOf, EVENTS, topicsOf } from '../event.registry.js';
import { defineEvent } from '../event.contract.js';
import { BATCH_STATES } from './subsidy.batch.events.js';
import { paymentSettled } from './subsidy.payment.events.js';

const PERSONAL = /name|phone|mobile|address|account|card|identity|birth|gender|email/i;

describe('every contract', () => {
  it.each(EVENTS.map((contract) => [contract.type, contract] as const))('%s names no personal data', (_, contract) => {
    expect(fieldsOf(contract.example).filter((field) => PERSONAL.test(field))).toEqual([]);
  });

  it.each(EVENTS.map((contract) => [contract.type, contract] as const))('%s is keyed by the person where it is about one', (_, contract) => {
    const event = exampleEventOf(contract);
    const { person } = contract.example as { person?: string };
    if (person === undefined) return;
    expect(isPersonToken(person)).toBe(true);
    expect(contract.keyOf(event)).toBe(person);
  });

  it.each(EVENTS.map((contract) => [contract.type, contract] as const))('%s speaks both languages and has a schema', (_, contract) => {
    expect(contract.about.zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(contract.about.en).toMatch(/\.$/);
    expect(dataSchemaOf(contract)['type']).toBe('object');
  });

  test('is found by its type, and its topic is the type without the verb', () => {
    for (const contract of EVENTS) {
      expect(contractOf(contract.type)).toBe(contract);
      expect(contract.type.startsWith(`${contract.topic}.`)).toBe(true);
    }
    expect(topicsOf('subsidy')).toContain('gongjiang.subsidy.payment');
    expect(contractOf('gongjiang.subsidy.payment.lost.v1')).toBeUndefined();
  });
});

describe('a contract', () => {
  test('with another kind of name stops the start', () => {
    expect(() => defineEvent({ type: 'PaymentSettled', about: { zh: '', en: '' }, data: paymentSettled.data, example: paymentSettled.example })).toThrow('gongjiang.<service>');
  });

  test('exists for each state that a batch goes through', () => {
    const reached = new Set(EVENTS.filter(({ topic }) => topic === 'gongjiang.subsidy.batch').map(({ example }) => (example as { status: string }).status));
    expect(BATCH_STATES.filter((state) => !reached.has(state))).toEqual(['suspended']);
  });
});

function fieldsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => [field, ...fieldsOf(inner)]);
}
