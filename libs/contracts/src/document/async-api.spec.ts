import { describe, expect, it } from '@jest/globals';
import { Parser } from '@asyncapi/parser';
import { EVENTS } from '../event.registry.js';
import { asyncApiOf } from './async-api.js';

describe('the AsyncAPI document', () => {
  it.each([...new Set(EVENTS.map(({ service }) => service))])('of %s is valid, its examples included', async (service) => {
    const { diagnostics, document } = await new Parser().parse(JSON.stringify(asyncApiOf(service)));
    expect(diagnostics.filter(({ severity }) => [0, 1].includes(severity)).map(({ message, path }) => `${path.join('.')}: ${message}`)).toEqual([]);
    expect(document?.channels().all().length).toBeGreaterThan(0);
  });
});
