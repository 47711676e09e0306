import { day } from '@gongjiang/kernel';
import { z } from 'zod';

const configSchema = z.object({
  /** 0 lets the machine choose a free port. */
  GONGJIANG_REGISTRY_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** What askers carry as their bearer token. */
  GONGJIANG_REGISTRY_KEY: z.string().min(16),
  /** The day on which it answers until it is told another. */
  GONGJIANG_REGISTRY_OPENING_DAY: z.iso.date().default('2026-01-01').transform(day),
});

export interface RegistryConfig {
  readonly port: number;
  readonly key: string;
  readonly openingDay: ReturnType<typeof day>;
}

/** Reads the environment once. Throws with the variable's name where a value is missing or wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): RegistryConfig {
  const parsed = configSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`The configuration is wrong:\n${z.prettifyError(parsed.error)}`);
  const { GONGJIANG_REGISTRY_PORT: port, GONGJIANG_REGISTRY_KEY: key, GONGJIANG_REGISTRY_OPENING_DAY: openingDay } = parsed.data;
  return { port, key, openingDay };
}
