import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contractOf, EVENTS } from '@gongjiang/contracts';
import { JINHUA } from '../city/city.builders.js';
import { BRAKERS, cityControlAfter, CONTROL_COMMANDS, controlAfter, controlCommand, OF_BATCH, OF_CITY } from './control.builders.js';
import { CONTROL_EVENTS } from './control.command.js';
import { decideControl } from './control.decide.js';
import { controlIdOf, runningControl, scopeOf, type Control } from './control.js';
import { messageOf } from './control.messages.js';

const codeOf = (command: ReturnType<typeof controlCommand>, control: Control): string => {
  const decided = decideControl(command, control);
  return decided.ok ? 'done' : decided.refusal.code;
};

describe('the brakes of disbursement', () => {
  it('are pulled by one: a pause, and a stop over a pause', () => {
    expect(controlAfter('pause by chen')).toMatchObject({ status: 'resting', mode: 'paused', by: 'chen', cause: 'officer' });
    expect(controlAfter('pause by chen', 'stop by ma')).toMatchObject({ status: 'resting', mode: 'stopped', by: 'ma' });
  });

  it('are let go by one after a pause, whoever pulled them', () => {
    expect(controlAfter('pause by chen', 'resume by ma')).toEqual(runningControl(JINHUA, OF_BATCH));
    expect(codeOf(controlCommand('ask-resumption'), controlAfter('pause'))).toBe('control.needs-one');
  });

  it('are let go by two after a stop: one asks, another confirms', () => {
    const stopped = cityControlAfter('stop by chen');
    expect(codeOf(controlCommand('resume', 'ma'), stopped)).toBe('control.needs-two');
    const asked = cityControlAfter('stop by chen', 'ask-resumption by ma');
    expect(codeOf(controlCommand('confirm-resumption', 'ma'), asked)).toBe('control.same-person');
    expect(cityControlAfter('stop by chen', 'ask-resumption by ma', 'confirm-resumption by hu')).toEqual(runningControl(JINHUA, OF_CITY));
  });

  it('stay pulled while what was asked for is not confirmed, and when it is taken back', () => {
    expect(controlAfter('stop by chen', 'ask-resumption by ma', 'withdraw-request by chen')).toEqual(controlAfter('stop by chen'));
    expect(controlAfter('pause by chen', 'ask-cancellation by ma', 'withdraw-request by ma')).toEqual(controlAfter('pause by chen'));
  });

  it('are pulled anew while one asks to let go: what was asked for is off', () => {
    const again = controlAfter('stop by chen', 'ask-resumption by ma', 'stop by hu');
    expect(again).toMatchObject({ status: 'resting', mode: 'stopped', by: 'hu' });
    expect(codeOf(controlCommand('confirm-resumption', 'chen'), again)).toBe('control.wrong-status');
    expect(codeOf(controlCommand('stop'), again)).toBe('control.stopped-already');
  });

  it('cancel the rest of a batch by two, and only of a batch that rests', () => {
    expect(codeOf(controlCommand('ask-cancellation'), runningControl(JINHUA, OF_BATCH))).toBe('control.wrong-status');
    expect(codeOf(controlCommand('ask-cancellation'), cityControlAfter('stop'))).toBe('control.only-batches');
    expect(codeOf(controlCommand('confirm-cancellation', 'chen'), controlAfter('pause by ma', 'ask-cancellation by chen'))).toBe('control.same-person');
    expect(controlAfter('pause by ma', 'ask-cancellation by chen', 'confirm-cancellation by ma')).toMatchObject({ status: 'cancelling', asked: { by: 'chen' }, confirmedBy: 'ma' });
  });

  it('stay pulled after a cancellation: what the bank may know already goes on only when somebody says so', () => {
    const whole = ['pause by ma', 'ask-cancellation by chen', 'confirm-cancellation by ma', 'complete-cancellation by system'];
    expect(controlAfter(...whole)).toEqual(controlAfter('pause by ma'));
    expect(controlAfter('stop by ma', ...whole.slice(1))).toEqual(controlAfter('stop by ma'));
  });

  it('whatever is said in whatever order: after a stop, nothing goes on and nothing is cancelled but by two different persons', () => {
    const saying = fc.array(fc.tuple(fc.constantFrom(...CONTROL_COMMANDS), fc.constantFrom(...BRAKERS)), { maxLength: 30 });
    fc.assert(fc.property(saying, (commands) => {
      let control: Control = runningControl(JINHUA, OF_BATCH);
      for (const [kind, actor] of commands) {
        const before = control;
        const decided = decideControl(controlCommand(kind, actor), before);
        if (!decided.ok) continue;
        control = decided.value;
        if (before.status !== 'running' && before.mode === 'stopped' && control.status === 'running') expect('asked' in before ? before.asked.by : actor).not.toBe(actor);
        if (control.status === 'cancelling') expect(control.confirmedBy).not.toBe(control.asked.by);
      }
    }));
  });

  it('have names that lead back to what they stand over', () => {
    for (const scope of [OF_BATCH, OF_CITY, { kind: 'bank', bank: 'paying-bank' } as const]) expect(scopeOf(controlIdOf(scope))).toEqual(scope);
    expect(['', 'town', 'bank.', 'batch', 'batches.x'].map(scopeOf)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('what others hear of the brakes', () => {
  it.each(CONTROL_COMMANDS)('after %s is an event of the catalogue, without the reason', (kind) => {
    const control = kind === 'resume' || kind === 'confirm-resumption' ? runningControl(JINHUA, OF_BATCH) : controlAfter('pause');
    const event = messageOf(control, 7, controlCommand(kind));
    expect(EVENTS).toContain(contractOf(event.type));
    expect(event.type).toBe(`gongjiang.subsidy.disbursement.${CONTROL_EVENTS[kind]}.v1`);
    expect(event).toMatchObject({ subject: controlIdOf(OF_BATCH), sequence: '0000000007', data: { actor: 'chen' } });
    expect(JSON.stringify(event)).not.toContain('a call from the bank');
  });
});
