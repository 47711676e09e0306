import { describe, expect, it } from '@jest/globals';
import type { RegistryQuestion, RegistryReply } from '@gongjiang/contracts';
import { cityCode, day } from '@gongjiang/kernel';
import { answersIn, CheckRegistry, RegistrySilent } from './check-registry.js';
import { PatientRegistry } from './patient-registry.client.js';

const QUESTION: RegistryQuestion = { city: cityCode('330700'), check: 'death', month: null, persons: [{ mark: '0', identityNumber: 'x' }, { mark: '1', identityNumber: 'y' }] };
const TODAY = day('2026-11-02');
const REPLY: RegistryReply = { requestId: 'R1', answeredOn: TODAY, answers: [{ mark: '0', answer: 'alive' }, { mark: '1', answer: 'dead' }] };

/** Silent so often, then it answers. */
class Moody extends CheckRegistry {
  asked = 0;
  constructor(private readonly silences: number, private readonly error: Error = new RegistrySilent('a test')) { super(); }
  async ask(): Promise<RegistryReply> {
    this.asked += 1;
    if (this.asked <= this.silences) throw this.error;
    return REPLY;
  }
}

function patient(registry: Moody): { readonly registry: PatientRegistry; readonly waits: number[]; readonly clock: { now: number } } {
  const clock = { now: 0 };
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => { waits.push(ms); };
  return { registry: new PatientRegistry(registry, { tries: 3, firstWaitMs: 250, restMs: 30_000, now: () => clock.now, wait }), waits, clock };
}

describe('a registry that does not always answer', () => {
  it('is asked again, with longer and longer waits', async () => {
    const moody = new Moody(2);
    const { registry, waits } = patient(moody);
    expect(await registry.ask(QUESTION)).toEqual(REPLY);
    expect([moody.asked, waits]).toEqual([3, [250, 500]]);
  });

  it('is left alone for a while after the last try, so that a batch does not wait for each of its chunks', async () => {
    const moody = new Moody(4);
    const { registry, clock } = patient(moody);
    await expect(registry.ask(QUESTION)).rejects.toThrow(RegistrySilent);
    clock.now = 29_999;
    for (let chunk = 0; chunk < 100; chunk += 1) await expect(registry.ask(QUESTION)).rejects.toThrow(RegistrySilent);
    expect(moody.asked).toBe(3);
    clock.now = 30_000;
    expect(await registry.ask(QUESTION)).toEqual(REPLY);
    expect(moody.asked).toBe(5);
  });

  it('is not asked again for a fault of ours', async () => {
    const moody = new Moody(1, new TypeError('a bug'));
    await expect(patient(moody).registry.ask(QUESTION)).rejects.toThrow('a bug');
    expect(moody.asked).toBe(1);
  });
});

describe('a registry\'s reply', () => {
  const said = (answers: RegistryReply['answers'], answeredOn = TODAY): Record<string, string> => Object.fromEntries(answersIn(QUESTION, { ...REPLY, answers, answeredOn }, TODAY));

  it.each<[string, RegistryReply['answers'], Record<string, string>]>([
    ['each its own', REPLY.answers, { 0: 'alive', 1: 'dead' }],
    ['in another order', [...REPLY.answers].reverse(), { 0: 'alive', 1: 'dead' }],
    ['whoever is left out is unknown', [{ mark: '1', answer: 'dead' }], { 0: 'unknown', 1: 'dead' }],
    ['the same twice is once', [...REPLY.answers, ...REPLY.answers], { 0: 'alive', 1: 'dead' }],
    ['both ways is unknown', [{ mark: '0', answer: 'alive' }, { mark: '0', answer: 'dead' }, { mark: '1', answer: 'dead' }], { 0: 'unknown', 1: 'dead' }],
    ['of nobody who was asked about is nothing', [...REPLY.answers, { mark: '7', answer: 'dead' }], { 0: 'alive', 1: 'dead' }],
  ])('%s', (_what, answers, expected) => {
    expect(said(answers)).toEqual(expected);
  });

  it('to another question, or from tomorrow, is none', () => {
    expect(() => said([{ mark: '0', answer: 'employed' }])).toThrow(RegistrySilent);
    expect(() => said(REPLY.answers, day('2026-11-03'))).toThrow(RegistrySilent);
  });
});
