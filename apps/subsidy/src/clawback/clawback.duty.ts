import { separationOfDuties, type DutyRefusal, type Result } from '@gongjiang/kernel';
import type { Clawback, ClawbackDuty } from './clawback.js';
import type { ClawbackCommand, ClawbackCommandKind } from './clawback.command.js';

/**
 * Which duty a command is (职责分离). Without one: what the system does, what the person does and an officer only writes
 * down (an appeal, a repayment), none of which is a judgment. Who decided judges neither the appeal nor a waiver.
 */
export const CLAWBACK_DUTIES = {
  notify: 'handler',
  'record-statement': 'hearer',
  'close-hearing': null,
  decide: 'decider',
  drop: 'decider',
  withdraw: 'handler',
  appeal: null,
  uphold: 'second-decider',
  reduce: 'second-decider',
  overturn: 'second-decider',
  'come-into-force': null,
  arrange: 'handler',
  repay: null,
  offset: null,
  'ask-waiver': 'handler',
  'grant-waiver': 'second-decider',
  'refuse-waiver': 'second-decider',
  lift: 'second-decider',
} as const satisfies Record<ClawbackCommandKind, ClawbackDuty | null>;

/** Refuses a person who has another duty in the case's chain. */
export function checkClawbackDuty(command: ClawbackCommand, clawback: Clawback): Result<unknown, DutyRefusal> {
  const step = CLAWBACK_DUTIES[command.kind];
  return step === null ? { ok: true, value: null } : separationOfDuties<ClawbackDuty>(clawback.chain, { step, actorId: command.actor });
}
