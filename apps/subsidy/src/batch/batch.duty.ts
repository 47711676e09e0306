import type { Refusal } from '@gongjiang/kernel';
import type { BatchCommand } from './batch.command.js';

/** The duties along a batch's chain that different persons must hold (职责分离): four persons at least. */
export const DUTY_STEPS = ['handle', 'review', 'approve', 'release'] as const;
export type DutyStep = (typeof DUTY_STEPS)[number];

/** A step of the chain and who took it. */
export interface Duty {
  readonly step: DutyStep;
  readonly actor: string;
}

const STEP_OF = {
  'start-calculation': 'handle',
  submit: 'handle',
  review: 'review',
  approve: 'approve',
  release: 'release',
} as const satisfies Partial<Record<BatchCommand['kind'], DutyStep>>;

/** The duty that a command is, or undefined for what the system does or anyone of the chain may do. */
export function dutyOf(kind: BatchCommand['kind']): DutyStep | undefined {
  return STEP_OF[kind as keyof typeof STEP_OF];
}

/** Why this person may not take this step: another step, or the other approval, was theirs already. */
export function dutyRefusal(command: BatchCommand, duties: readonly Duty[]): Refusal<'batch.own-work'> | undefined {
  const step = dutyOf(command.kind);
  if (!step) return undefined;
  const earlier = duties.find((duty) => duty.actor === command.actor && !(duty.step === step && step === 'handle'));
  return earlier ? { code: 'batch.own-work', details: { step, earlierStep: earlier.step } } : undefined;
}
