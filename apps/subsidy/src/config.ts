import { kafkaFields } from '@gongjiang/messaging';
import { LOG_LEVELS } from '@gongjiang/observability';
import { z } from 'zod';
import { MAX_LINES_A_CHUNK } from './chunk/chunk.js';

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.string().min(1);

/** Everything that the subsidy service reads from its environment: this file is the only reader. */
const schema = z.object({
  GONGJIANG_ENVIRONMENT: z.enum(['development', 'production']).default('production'),
  GONGJIANG_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  GONGJIANG_MONGO_URL: url,
  GONGJIANG_SUBSIDY_DATABASE: z.string().min(1).default('gongjiang_subsidy'),
  ...kafkaFields,
  GONGJIANG_REDIS_URL: url,
  GONGJIANG_REDIS_PREFIX: z.string().min(1).default('gongjiang'),
  GONGJIANG_SUBSIDY_HOST: z.string().min(1).default('127.0.0.1'),
  GONGJIANG_SUBSIDY_PORT: port.default(0),
  /** What one officer or program may call in a minute: a program that hands in claims one by one has fifty a second. */
  GONGJIANG_CALLS_A_MINUTE: z.coerce.number().int().min(1).max(10_000_000).default(3_000),
  /** What one address may call on public pages: a citizen who reads a list page by page needs a few; who needs more is a program, and can wait. */
  GONGJIANG_PUBLIC_CALLS_A_MINUTE: z.coerce.number().int().min(1).max(10_000_000).default(120),
  /** Addresses of the proxies before the service, with commas: from these it is taken on trust where a request came from. */
  GONGJIANG_TRUSTED_PROXIES: z.string().default('').transform((text) => text.split(',').filter((address) => address !== '')),
  GONGJIANG_SUBSIDY_CITIES: z.string().min(1).optional(),
  GONGJIANG_SUBSIDY_CALENDARS: z.string().min(1).optional(),
  GONGJIANG_OIDC_ISSUER: url,
  GONGJIANG_OIDC_AUDIENCE: z.string().min(1).default('gongjiang'),
  GONGJIANG_OIDC_JWKS: url,
  /** Field keys, `<id>:<base64>,…`, the first active. */
  GONGJIANG_FIELD_KEYS: z.string().min(1),
  /** From which each city's person tokens are derived (base64). */
  GONGJIANG_PERSON_TOKEN_KEY: z.string().min(1),
  /** The key of the index by which cities learn that a month is paid elsewhere: the same in all of them (base64). */
  GONGJIANG_SAME_KIND_KEY: z.string().min(1),
  GONGJIANG_BANK_URL: url,
  GONGJIANG_BANK_KEY: z.string().min(1),
  GONGJIANG_BANK_TIMEOUT_MS: z.coerce.number().int().min(100).max(25_000).default(10_000),
  /** How often a bank that is spoken to by files is asked for an answer that was not there (technical time). */
  GONGJIANG_BANK_ASK_EVERY_MS: z.coerce.number().int().min(0).max(3_600_000).default(30_000),
  /** A folder of bank profiles, in the place of those that come with the platform. */
  GONGJIANG_BANK_PROFILES: z.string().min(1).optional(),
  /** Where registries of other authorities are asked about persons; needed where a city's settings have them asked. */
  GONGJIANG_REGISTRY_URL: url.optional(),
  GONGJIANG_REGISTRY_KEY: z.string().min(16).optional(),
  /** With its tries, less than a chunk stays with a worker (technical time). */
  GONGJIANG_REGISTRY_TIMEOUT_MS: z.coerce.number().int().min(50).max(10_000).default(3_000),
  /** The lines that a chunk, and with it a message to the bank, holds at most. Fewer: a death leaves less to do again, and a line costs more. */
  GONGJIANG_WORKER_LINES_A_CHUNK: z.coerce.number().int().min(1).max(MAX_LINES_A_CHUNK).default(MAX_LINES_A_CHUNK),
  GONGJIANG_WORKER_CHUNKS_AT_ONCE: z.coerce.number().int().min(1).max(16).default(2),
  /** How often the driver looks for work that nobody was woken for (technical time). */
  GONGJIANG_DRIVER_INTERVAL_MS: z.coerce.number().int().min(50).max(60_000).default(1_000),
  /** How often a change of a fund that was confirmed and interrupted is taken up again (technical time). */
  GONGJIANG_FUND_CHANGE_INTERVAL_MS: z.coerce.number().int().min(100).max(600_000).default(5_000),
  /** The longest that an audit entry waits for its block: until then it is only as safe as the database (technical time). */
  GONGJIANG_AUDIT_SEAL_INTERVAL_MS: z.coerce.number().int().min(100).max(600_000).default(5_000),
});

export type SubsidyConfig = z.infer<typeof schema>;

/** Verifying needs the database, and Kafka only where published heads are compared. */
const verifySchema = schema.pick({ GONGJIANG_MONGO_URL: true, GONGJIANG_SUBSIDY_DATABASE: true })
  .extend({ ...kafkaFields, GONGJIANG_KAFKA_BROKERS: z.string().default('').transform((text) => text.split(',')) });

/** Checking the books needs the database; with the field keys the messages that were sent are opened and compared too. */
const ledgerCheckSchema = schema.pick({ GONGJIANG_MONGO_URL: true, GONGJIANG_SUBSIDY_DATABASE: true }).extend({ GONGJIANG_FIELD_KEYS: z.string().min(1).optional() });

/** Saying that the data were put back needs the database, the cities and their date. */
const restoreSchema = schema.pick({ GONGJIANG_ENVIRONMENT: true, GONGJIANG_MONGO_URL: true, GONGJIANG_SUBSIDY_DATABASE: true, GONGJIANG_SUBSIDY_CITIES: true, GONGJIANG_SUBSIDY_CALENDARS: true });

/** Reads the configuration; a bad value stops the start and is named, its content is not. */
export function readConfig(environment: NodeJS.ProcessEnv): SubsidyConfig {
  return parsedWith(schema, environment);
}

/** The part of it that `verify.ts` needs. */
export function readVerifyConfig(environment: NodeJS.ProcessEnv): z.infer<typeof verifySchema> {
  return parsedWith(verifySchema, environment);
}

/** The part of it that `declare-restore.ts` needs. */
export function readRestoreConfig(environment: NodeJS.ProcessEnv): z.infer<typeof restoreSchema> {
  return parsedWith(restoreSchema, environment);
}

/** The part of it that `check-ledger.ts` needs. */
export function readLedgerCheckConfig(environment: NodeJS.ProcessEnv): z.infer<typeof ledgerCheckSchema> {
  return parsedWith(ledgerCheckSchema, environment);
}

function parsedWith<Schema extends z.ZodType>(schemaOf: Schema, environment: NodeJS.ProcessEnv): z.output<Schema> {
  const parsed = schemaOf.safeParse(environment);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration does not fit:\n${faults.join('\n')}`);
}
