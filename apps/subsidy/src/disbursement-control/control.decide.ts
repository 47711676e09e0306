import { impossible, ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import type { ControlCommand, ControlCommandKind } from './control.command.js';
import type { Ask, Control, ControlStatus, RestingControl } from './control.js';

/** Which statuses each command may find: walked by the tests, and shown to operators. */
export const CONTROL_TRANSITIONS = {
  pause: ['running'],
  // A stop goes over everything but a cancellation on its way, which sends nothing anyway; what was asked for is off then.
  stop: ['running', 'resting', 'resumption-asked', 'cancellation-asked'],
  resume: ['resting'],
  'ask-resumption': ['resting'],
  'confirm-resumption': ['resumption-asked'],
  'ask-cancellation': ['resting'],
  'confirm-cancellation': ['cancellation-asked'],
  'withdraw-request': ['resumption-asked', 'cancellation-asked'],
  'complete-cancellation': ['cancelling'],
} as const satisfies Record<ControlCommandKind, readonly ControlStatus[]>;

export const CONTROL_REFUSALS = ['control.wrong-status', 'control.same-person', 'control.needs-two', 'control.needs-one', 'control.stopped-already', 'control.only-batches', 'control.only-declared'] as const;
export type ControlRefusalCode = (typeof CONTROL_REFUSALS)[number];
export type ControlDecision = Result<Control, Refusal<ControlRefusalCode>>;

/** Decides what a command makes of a control, or why it is refused. */
export function decideControl(command: ControlCommand, control: Control): ControlDecision {
  const from: readonly ControlStatus[] = CONTROL_TRANSITIONS[command.kind];
  if (!from.includes(control.status)) return refuse('control.wrong-status', { command: command.kind, status: control.status, expected: from.join(', ') });
  if (!isOfItsKind(command, control)) return refuse('control.only-declared');
  return control.status === 'running' ? fromRunning(command, control) : fromRest(command, control);
}

/** A restore is declared, and then lifted by two: nobody pauses it, and no brake of another kind is pulled for it. */
function isOfItsKind(command: ControlCommand, { scope }: Control): boolean {
  if (command.kind === 'pause') return scope.kind !== 'restore';
  return command.kind !== 'stop' || (command.cause === 'restored') === (scope.kind === 'restore');
}

function fromRunning(command: ControlCommand, control: Extract<Control, { status: 'running' }>): ControlDecision {
  const { actor: by, at: since } = command;
  const rest = { city: control.city, scope: control.scope, status: 'resting', by, since } as const;
  if (command.kind === 'pause') return ok({ ...rest, mode: 'paused', cause: command.cause, reason: command.reason });
  if (command.kind === 'stop') return ok({ ...rest, mode: 'stopped', cause: command.cause ?? 'officer', reason: command.reason });
  throw new Error(`A running control was told ${command.kind}`);
}

function fromRest(command: ControlCommand, control: RestingControl): ControlDecision {
  switch (command.kind) {
    case 'stop':
      if (control.mode === 'stopped' && control.status === 'resting') return refuse('control.stopped-already', { by: control.by });
      return ok({ ...resting(control), mode: 'stopped', cause: command.cause ?? 'officer', by: command.actor, since: command.at, reason: command.reason });
    case 'resume': return control.mode === 'stopped' ? refuse('control.needs-two') : ok(running(control));
    case 'ask-resumption': return control.mode === 'paused' ? refuse('control.needs-one') : ok({ ...resting(control), status: 'resumption-asked', asked: askOf(command) });
    case 'ask-cancellation': return control.scope.kind === 'batch' ? ok({ ...resting(control), status: 'cancellation-asked', asked: askOf(command) }) : refuse('control.only-batches');
    case 'confirm-resumption': return byAnother(command, control, () => running(control));
    case 'confirm-cancellation': return byAnother(command, control, (asked) => ({ ...resting(control), status: 'cancelling', asked, confirmedBy: command.actor }));
    case 'withdraw-request':
    // What was not sent is gone; what is left (kept messages that wait for an answer or for money) rests until somebody lets it go on.
    case 'complete-cancellation': return ok(resting(control));
    case 'pause': throw new Error('A resting control was told to pause');
    default: return impossible(command);
  }
}

/** What one person asked for another confirms: nobody alone lets payments go on after a stop, or ends them. */
function byAnother(command: ControlCommand, control: RestingControl, next: (asked: Ask) => Control): ControlDecision {
  if (!('asked' in control)) throw new Error(`Nobody asked for ${command.kind}`);
  return control.asked.by === command.actor ? refuse('control.same-person') : ok(next(control.asked));
}

function askOf({ actor, at, reason }: Extract<ControlCommand, { reason: string }>): Ask {
  return { by: actor, at, reason };
}

function resting({ city, scope, mode, cause, by, since, reason }: RestingControl): Extract<Control, { status: 'resting' }> {
  return { city, scope, status: 'resting', mode, cause, by, since, reason };
}

function running({ city, scope }: RestingControl): Control {
  return { city, scope, status: 'running' };
}
