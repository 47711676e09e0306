import { z } from 'zod';
import { day } from '@gongjiang/kernel';

const configSchema = z.object({
  /** 0 lets the machine choose a free port. */
  GONGJIANG_BANK_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** The journal's file: the bank's books are replayed from it. */
  GONGJIANG_BANK_BOOKS: z.string().min(1),
  /** What clients carry as their bearer token. */
  GONGJIANG_BANK_KEY: z.string().min(16),
  /** The business date of new books; books that exist keep their own. */
  GONGJIANG_BANK_OPENING_DAY: z.iso.date().default('2026-01-01').transform(day),
  /** A folder with the profiles of the files that the bank takes, in the place of those that come with the platform. */
  GONGJIANG_BANK_PROFILES: z.string().min(1).optional(),
  /** Days from taking to booking: 0 books on the same day. */
  GONGJIANG_BANK_SETTLEMENT_DAYS: z.coerce.number().int().min(0).max(30).default(0),
  /** Days from booking to the return of a payment whose account proves unusable. */
  GONGJIANG_BANK_RETURN_DAYS: z.coerce.number().int().min(1).max(365).default(2),
});

export interface BankConfig {
  readonly port: number;
  readonly journalFile: string;
  readonly clientKey: string;
  readonly openingDay: ReturnType<typeof day>;
  readonly profilesFolder: string | undefined;
  readonly settlementDays: number;
  readonly returnDays: number;
}

/** Reads the environment once. Throws with the variable's name where a value is missing or wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): BankConfig {
  const parsed = configSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`The configuration is wrong:\n${z.prettifyError(parsed.error)}`);
  const values = parsed.data;
  return {
    port: values.GONGJIANG_BANK_PORT,
    journalFile: values.GONGJIANG_BANK_BOOKS,
    clientKey: values.GONGJIANG_BANK_KEY,
    openingDay: values.GONGJIANG_BANK_OPENING_DAY,
    profilesFolder: values.GONGJIANG_BANK_PROFILES,
    settlementDays: values.GONGJIANG_BANK_SETTLEMENT_DAYS,
    returnDays: values.GONGJIANG_BANK_RETURN_DAYS,
  };
}
