import { fen } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { CONTROL_TRANSITIONS, decideControl } from './control.decide.js';
import type { ControlCommand, ControlCommandKind } from './control.command.js';
import { runningControl, type Control, type ControlScope } from './control.js';

export const OF_BATCH: ControlScope = { kind: 'batch', batchId: '330700.post-allowance.2026-11.1' };
export const OF_CITY: ControlScope = { kind: 'city' };
/** Three who may touch the brakes: the releaser, and two of finance. */
export const BRAKERS = ['chen', 'ma', 'hu'] as const;
export const AT = new Date('2026-11-10T02:00:00.000Z');

export const CONTROL_COMMANDS = Object.keys(CONTROL_TRANSITIONS) as readonly ControlCommandKind[];

export function controlCommand(kind: ControlCommandKind, actor: string = BRAKERS[0]): ControlCommand {
  const by = { actor, at: AT };
  switch (kind) {
    case 'pause': return { kind, ...by, cause: 'officer', reason: 'a call from the bank' };
    case 'stop': case 'ask-resumption': case 'ask-cancellation': return { kind, ...by, reason: 'a call from the bank' };
    case 'complete-cancellation': return { kind, ...by, lines: 2, amountFen: fen(120_000) };
    default: return { kind, ...by };
  }
}

/** A control after these commands, none of which may be refused; each as `kind` or `kind by whom`. */
export function controlAfter(...commands: readonly string[]): Control {
  return afterAll(OF_BATCH, commands);
}

export function cityControlAfter(...commands: readonly string[]): Control {
  return afterAll(OF_CITY, commands);
}

function afterAll(scope: ControlScope, commands: readonly string[]): Control {
  return commands.reduce((control, text) => {
    const [kind = '', actor] = text.split(' by ');
    const decided = decideControl(controlCommand(kind as ControlCommandKind, actor), control);
    if (!decided.ok) throw new Error(`${text} was refused: ${decided.refusal.code}`);
    return decided.value;
  }, runningControl(JINHUA, scope) as Control);
}
