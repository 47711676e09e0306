import { separationOfDuties, type Act, type Duty, type DutyRefusal, type Result } from '@gongjiang/kernel';
import type { Batch } from './batch.js';
import type { BatchCommand } from './batch.command.js';

/** Which duty a command is (职责分离); undefined for what the system does, or anyone of the chain may do. */
export function dutyOf(kind: BatchCommand['kind'], batch: Batch): Duty | undefined {
  switch (kind) {
    case 'start-calculation': case 'submit': return 'handler';
    case 'review': return 'reviewer';
    case 'approve': return batch.status === 'cleared' && batch.firstApprover !== null ? 'second-approver' : 'approver';
    case 'release': return 'releaser';
    default: return undefined;
  }
}

/** A duty done by somebody, or for somebody who is absent. */
export function actOf(step: Duty, { actor, standsInFor }: { readonly actor: string; readonly standsInFor?: string }): Act {
  return { step, actorId: actor, ...(standsInFor === undefined ? {} : { standsInFor }) };
}

/** Refuses a person who has another duty in the batch's chain, though it was returned and begun anew since. */
export function checkDuty(command: BatchCommand, batch: Batch): Result<unknown, DutyRefusal> {
  const step = dutyOf(command.kind, batch);
  return step === undefined ? { ok: true, value: null } : separationOfDuties(batch.chain, actOf(step, command));
}
