import { z } from 'zod';

const schema = z.object({
  /** Where npm was called; scripts run at the root of the repository. */
  INIT_CWD: z.string().min(1).optional(),
});

/** What `policy` reads of the environment. */
export function policyConfig(environment: NodeJS.ProcessEnv = process.env): { readonly calledFrom: string | undefined } {
  return { calledFrom: schema.parse(environment).INIT_CWD };
}
