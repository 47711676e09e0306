import { describe, expect, it } from '@jest/globals';
import { ok, refuse } from './result.js';
import fc from 'fast-check';
import { DUTIES, separationOfDuties, type Act } from './separation-of-duties.js';

const act = fc.record<Act>({ step: fc.constantFrom(...DUTIES), actorId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f') });

describe('a batch', () => {
  it('is not approved by the officer who submitted it', () => {
    expect(separationOfDuties([{ step: 'handler', actorId: 'zhang' }], { step: 'approver', actorId: 'zhang' }))
      .toEqual(refuse('duty.same-person', { step: 'approver', earlierStep: 'handler' }));
  });

  it('is not released by its reviewer, however many steps ago', () => {
    const chain: Act[] = [{ step: 'handler', actorId: 'a' }, { step: 'reviewer', actorId: 'b' }, { step: 'approver', actorId: 'c' }];
    expect(separationOfDuties(chain, { step: 'releaser', actorId: 'b' }).ok).toBe(false);
    expect(separationOfDuties(chain, { step: 'releaser', actorId: 'd' })).toEqual(ok({ step: 'releaser', actorId: 'd' }));
  });

  it('has a second approver who is not the first', () => {
    expect(separationOfDuties([{ step: 'approver', actorId: 'c' }], { step: 'second-approver', actorId: 'c' }).ok).toBe(false);
  });

  it('may be submitted again by its handler after it was returned, but not handled by the one who returned it', () => {
    const chain: Act[] = [{ step: 'handler', actorId: 'a' }, { step: 'reviewer', actorId: 'b' }];
    expect(separationOfDuties(chain, { step: 'handler', actorId: 'a' }).ok).toBe(true);
    expect(separationOfDuties(chain, { step: 'handler', actorId: 'b' }).ok).toBe(false);
  });

  it('never has one person in two duties, whoever tries what in whatever order', () => {
    fc.assert(fc.property(fc.array(act, { maxLength: 30 }), (attempts) => {
      const chain = attempts.reduce<readonly Act[]>((done, next) => (separationOfDuties(done, next).ok ? [...done, next] : done), []);
      for (const one of chain) for (const other of chain) if (one.actorId === other.actorId) expect(one.step).toBe(other.step);
    }));
  });
});
