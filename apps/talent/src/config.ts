import { kafkaFields } from '@gongjiang/messaging';
import { LOG_LEVELS } from '@gongjiang/observability';
import { z } from 'zod';

const url = z.string().min(1);

/** Everything that the talent service reads from its environment: this file is the only reader. */
const schema = z.object({
  GONGJIANG_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  GONGJIANG_MONGO_URL: url,
  GONGJIANG_TALENT_DATABASE: z.string().min(1).default('gongjiang_talent'),
  ...kafkaFields,
  GONGJIANG_TALENT_HOST: z.string().min(1).default('127.0.0.1'),
  GONGJIANG_TALENT_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** What one officer or program may call in a minute: a program that hands in claims one by one has fifty a second. */
  GONGJIANG_CALLS_A_MINUTE: z.coerce.number().int().min(1).max(10_000_000).default(3_000),
  /** What one address may call on public pages: a citizen who reads a list page by page needs a few; who needs more is a program, and can wait. */
  GONGJIANG_PUBLIC_CALLS_A_MINUTE: z.coerce.number().int().min(1).max(10_000_000).default(120),
  GONGJIANG_OIDC_ISSUER: url,
  GONGJIANG_OIDC_AUDIENCE: z.string().min(1).default('gongjiang'),
  GONGJIANG_OIDC_JWKS: url,
});

export type TalentConfig = z.infer<typeof schema>;

/** Reads the configuration; a bad value stops the start and is named, its content is not. */
export function readConfig(environment: NodeJS.ProcessEnv): TalentConfig {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration does not fit:\n${faults.join('\n')}`);
}
