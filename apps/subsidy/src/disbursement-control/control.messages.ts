import {
  disbursementCancellationAsked, disbursementCancellationConfirmed, disbursementPaused, disbursementRequestWithdrawn, disbursementRestCancelled,
  disbursementResumed, disbursementResumptionAsked, disbursementStopped, eventOf, restoreLifted, restoreLiftingAsked, restoreLocked, restoreRequestWithdrawn, type CloudEvent,
} from '@gongjiang/contracts';
import { CONTROL_EVENTS, type ControlCommand, type ControlEventKind } from './control.command.js';
import { controlIdOf, type Control } from './control.js';

const CONTRACTS = {
  paused: disbursementPaused,
  stopped: disbursementStopped,
  resumed: disbursementResumed,
  'resumption-asked': disbursementResumptionAsked,
  'cancellation-asked': disbursementCancellationAsked,
  'cancellation-confirmed': disbursementCancellationConfirmed,
  'request-withdrawn': disbursementRequestWithdrawn,
} as const satisfies Record<Exclude<ControlEventKind, 'rest-cancelled'>, typeof disbursementPaused>;

/** The lock after a restore is told by events of its own. */
const RESTORE_TOLD = {
  stopped: { contract: restoreLocked, status: 'locked' },
  'resumption-asked': { contract: restoreLiftingAsked, status: 'lifting-asked' },
  'request-withdrawn': { contract: restoreRequestWithdrawn, status: 'locked' },
  resumed: { contract: restoreLifted, status: 'lifted' },
} as const satisfies Partial<Record<ControlEventKind, unknown>>;

/** How a control is shown: a resting one by its mode. */
export function toldStatusOf(control: Control) {
  return control.status === 'resting' ? control.mode : control.status;
}

/** What other systems hear of a change; the reason stays in the house, since prose may name persons. */
export function messageOf(control: Control, version: number, command: ControlCommand): CloudEvent {
  const { city, scope } = control;
  const kind = CONTROL_EVENTS[command.kind];
  const facts = { city, subject: controlIdOf(scope), sequence: version, time: command.at };
  if (scope.kind === 'restore') {
    const { contract, status } = RESTORE_TOLD[kind as keyof typeof RESTORE_TOLD];
    return eventOf(contract, { ...facts, data: { city, status, actor: command.actor } });
  }
  const data = {
    controlId: controlIdOf(scope),
    scope: scope.kind,
    ...(scope.kind === 'batch' ? { batchId: scope.batchId } : {}),
    status: toldStatusOf(control),
    ...(control.status === 'running' || control.cause === 'restored' ? {} : { cause: control.cause }),
    actor: command.actor,
  };
  if (command.kind === 'complete-cancellation') return eventOf(disbursementRestCancelled, { ...facts, data: { ...data, lines: command.lines, amountFen: command.amountFen } });
  return eventOf(CONTRACTS[kind as keyof typeof CONTRACTS], { ...facts, data });
}
