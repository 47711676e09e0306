import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { isZod } from '../input/validation.pipe.js';
import { routesOf } from '../routes/routes-of.js';
import { documentProblems } from './document-problems.js';
import { sayKnownShapes } from './known-shapes.js';
import { problemSchema } from './problem.schema.js';

export interface ApiTitle {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

/** The OpenAPI 3.1 document of every route: inputs and answers from their zod schemas, problem documents on each operation. */
export function apiDocument(app: INestApplication, { title, version, description }: ApiTitle): OpenAPIObject {
  const config = new DocumentBuilder().setTitle(title).setVersion(version).setDescription(description ?? '')
    .setOpenAPIVersion('3.1.0').addBearerAuth().build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => (isZod(schema) ? jsonSchemaOf(schema, schemaType) : undefined),
  });
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: jsonSchemaOf(problemSchema, 'output').schema } };
  documentProblems(document, routesOf(app));
  return document;
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): { schema: object; components: Record<string, object> } {
  const { $schema: _dialect, $defs: components = {}, $id: _id, id: _name, ...inline } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: sayKnownShapes });
  return { schema: inline, components };
}
