import { REGISTRY_CHECKS, type RegistryAnswer, type RegistryCheck } from '@gongjiang/contracts';
import { isDay, isIdentityNumber, isMonth, type Day, type Month } from '@gongjiang/kernel';
import { z } from 'zod';
import { isOfMonth } from './person-answer.js';

/** One row of a file of answers. */
export interface AnswerRow {
  readonly identityNumber: string;
  readonly month: Month | null;
  readonly answeredOn: Day;
  readonly answer: RegistryAnswer;
}

const monthCell = z.string().refine(isMonth, 'roster.no-month');

/** The row of a check: who, for what is of a month which, what was answered, and on which day. An answer is not from tomorrow. */
export function answerRowSchema(check: RegistryCheck, today: Day): z.ZodType<AnswerRow, unknown> {
  const base = {
    identityNumber: z.string().refine(isIdentityNumber, 'roster.identity-number'),
    answer: z.enum(REGISTRY_CHECKS[check], 'roster.not-named'),
    answeredOn: z.string().refine(isDay, 'roster.no-day').refine((day) => day <= today, 'roster.unfit'),
  };
  return isOfMonth(check) ? z.strictObject({ ...base, month: monthCell }) : z.strictObject(base).transform((row) => ({ ...row, month: null }));
}

export function answerColumns(check: RegistryCheck): readonly string[] {
  return ['identityNumber', ...(isOfMonth(check) ? ['month'] : []), 'answer', 'answeredOn'];
}
