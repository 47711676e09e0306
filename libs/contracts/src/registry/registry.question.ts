import { isIdentityNumber, type Month } from '@gongjiang/kernel';
import { z } from 'zod';
import { cityCodeShape, dayShape, monthShape } from '../shapes.js';
import { REGISTRY_CHECK_IDS, REGISTRY_CHECKS } from './registry.checks.js';

/** Where registries are asked under their address; each call carries the city's key as a bearer token. */
export const REGISTRY_PATHS = {
  /** POST `RegistryQuestion` → `RegistryReply`. */
  answers: '/person-checks',
} as const;

/** The most persons in one question: as many as a chunk of work has, and some 60 kB of text. */
export const MAX_PERSONS_A_QUESTION = 1_000;

/** The asker's own mark for a person within one question: the answer names it and no number. */
const markShape = z.string().regex(/^[0-9]{1,4}$/);

/** One question about many persons. Numbers go to the registry alone and never come back. */
export const registryQuestionSchema = z.strictObject({
  city: cityCodeShape,
  check: z.enum(REGISTRY_CHECK_IDS),
  /** The month that is asked about; null where the check is of the person and no month. */
  month: monthShape.nullable(),
  persons: z.array(z.strictObject({ mark: markShape, identityNumber: z.string().refine(isIdentityNumber) })).min(1).max(MAX_PERSONS_A_QUESTION),
});

/** What the registry knows of each; whoever it knows nothing of is `unknown`, or not in it. */
export const registryReplySchema = z.strictObject({
  /** The registry's name for this exchange: by it the answer is found there again. */
  requestId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  /** The day on which the answers are true. */
  answeredOn: dayShape,
  answers: z.array(z.strictObject({ mark: markShape, answer: z.enum(['unknown', ...Object.values(REGISTRY_CHECKS).flat()]) })).max(MAX_PERSONS_A_QUESTION),
});

export type RegistryQuestion = Omit<z.infer<typeof registryQuestionSchema>, 'month'> & { readonly month: Month | null };
export type RegistryReply = z.infer<typeof registryReplySchema>;
