import { z } from 'zod';

/** Problem documents in the API document; `ProblemDocument` is the same in types. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string().describe('Stable; programs go by it / 稳定的错误代码'),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  errors: z.array(z.object({
    in: z.enum(['body', 'query', 'path', 'header', 'file']),
    pointer: z.string().describe('JSON pointer, RFC 6901'),
    reason: z.string(),
  })).optional(),
  incident: z.string().optional().describe('Tell it to the operator / 请告知管理员'),
});
