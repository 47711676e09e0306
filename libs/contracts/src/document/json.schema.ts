import type { Json } from '@gongjiang/kernel';
import { z } from 'zod';
import { schemaIdOf, type EventContract } from '../event.contract.js';

export type JsonSchema = { readonly [keyword: string]: Json };

/** The JSON Schema (draft 7) of a contract's data. Fields that it does not name are allowed: readers pass them over. */
export function dataSchemaOf(contract: EventContract): JsonSchema {
  const { $schema: _$schema, ...schema } = z.toJSONSchema(contract.data, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => { delete jsonSchema.readOnly; }, // How TypeScript holds it is nobody else's concern.
  }) as JsonSchema;
  return schema;
}

/** The JSON Schema of the whole event. */
export function eventSchemaOf(contract: EventContract): JsonSchema {
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'city', 'sequence', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string', description: 'The same for the same fact: dedupe by it.' },
      source: { type: 'string', pattern: `^/gongjiang/${contract.service}/[1-9][0-9]{5}$` },
      type: { const: contract.type },
      subject: { type: 'string', description: 'The aggregate\'s id.' },
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      dataschema: { const: schemaIdOf(contract) },
      city: { type: 'string', pattern: '^[1-9][0-9]{5}$', description: 'The city\'s division code (GB/T 2260).' },
      sequence: { type: 'string', pattern: '^[0-9]{10}$', description: 'The aggregate\'s version: text order is time order within the subject.' },
      data: dataSchemaOf(contract),
    },
  };
}
