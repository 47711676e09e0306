import { z } from 'zod';

const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  GONGJIANG_ENVIRONMENT: z.string().optional(),
  GONGJIANG_DEV_ISSUER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  GONGJIANG_DEV_ISSUER_AUDIENCE: z.string().min(1).default('gongjiang'),
});

export interface DevIssuerConfig {
  readonly port: number;
  readonly audience: string;
}

/** Reads the environment; throws in production, where a process that signs for anybody must never run. */
export function devIssuerConfig(environment: NodeJS.ProcessEnv = process.env): DevIssuerConfig {
  const read = environmentSchema.parse(environment);
  assertNoProduction(environment);
  return { port: read.GONGJIANG_DEV_ISSUER_PORT, audience: read.GONGJIANG_DEV_ISSUER_AUDIENCE };
}

/** Throws where either variable says production, however it is written. */
export function assertNoProduction(environment: NodeJS.ProcessEnv = process.env): void {
  const { NODE_ENV, GONGJIANG_ENVIRONMENT } = environmentSchema.pick({ NODE_ENV: true, GONGJIANG_ENVIRONMENT: true }).parse(environment);
  const isProduction = [NODE_ENV, GONGJIANG_ENVIRONMENT].some((value) => /^prod(uction)?$/i.test(value?.trim() ?? ''));
  if (isProduction) throw new Error('The development issuer signs a token for anybody and does not start in production: use an OIDC issuer');
}
