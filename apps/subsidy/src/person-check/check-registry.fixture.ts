import { REGISTRY_CHECKS, type RegistryAnswer, type RegistryCheck, type RegistryQuestion, type RegistryReply } from '@gongjiang/contracts';
import { describe, expect, it } from '@jest/globals';
import { day, type Day, type Month } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import { identityNumberNo } from '../person/person.builders.js';
import { answersIn, CheckRegistry, RegistrySilent } from './check-registry.js';
import { NOVEMBER, TODAY } from './person-check.builders.js';

/** A registry in the process: knows what it is told, and can be silent. */
export class FakeRegistry extends CheckRegistry {
  readonly asked: RegistryQuestion[] = [];
  private readonly told = new Map<string, RegistryAnswer | 'unknown'>();
  isSilent = false;
  answeredOn: Day = TODAY;

  tell(identityNumber: string, check: RegistryCheck, month: Month | null, answer: RegistryAnswer | 'unknown'): void {
    this.told.set(`${identityNumber}|${check}|${month ?? ''}`, answer);
  }

  async ask(question: RegistryQuestion): Promise<RegistryReply> {
    this.asked.push(question);
    if (this.isSilent) throw new RegistrySilent('told to be');
    const answers = question.persons.map(({ mark, identityNumber }) => ({ mark, answer: this.told.get(`${identityNumber}|${question.check}|${question.month ?? ''}`) ?? REGISTRY_CHECKS[question.check][0] }));
    return { requestId: `FAKE-${this.asked.length}`, answeredOn: this.answeredOn, answers };
  }
}

export interface RegistryUnderTest {
  /** What the adapter asks. */
  readonly registry: CheckRegistry;
  /** What stands behind it. */
  readonly behind: Pick<FakeRegistry, 'tell' | 'isSilent'>;
}

/** What every adapter of the port keeps to. */
export function keepsToTheRegistryPort(name: string, start: () => Promise<RegistryUnderTest>): void {
  const question = (count: number, check: RegistryCheck = 'death', month: Month | null = null): RegistryQuestion => ({
    city: JINHUA, check, month, persons: Array.from({ length: count }, (_, n) => ({ mark: String(n), identityNumber: identityNumberNo(n) })),
  });
  const said = async ({ registry }: RegistryUnderTest, asked: RegistryQuestion): Promise<readonly string[]> => [...answersIn(asked, await registry.ask(asked), day('2099-01-01')).values()];

  describe(`${name} keeps to the port`, () => {
    it('answers of each who is asked about, a thousand at once', async () => {
      const one = await start();
      one.behind.tell(identityNumberNo(7), 'death', null, 'dead');
      const answers = await said(one, question(1_000));
      expect([answers.length, answers.filter((answer) => answer === 'dead').length, answers[7]]).toEqual([1_000, 1, 'dead']);
    });

    it('answers of the month that is asked about', async () => {
      const one = await start();
      one.behind.tell(identityNumberNo(0), 'employment', NOVEMBER, 'not-employed');
      expect(await said(one, question(1, 'employment', NOVEMBER))).toEqual(['not-employed']);
      expect(await said(one, question(1, 'employment', '2026-12' as Month))).toEqual(['employed']);
    });

    it('says of whom it knows nothing that it does not', async () => {
      const one = await start();
      one.behind.tell(identityNumberNo(0), 'death', null, 'unknown');
      expect(await said(one, question(1))).toEqual(['unknown']);
    });

    it('throws that it is silent where no answer came, and answers again later', async () => {
      const one = await start();
      one.behind.isSilent = true;
      await expect(one.registry.ask(question(1))).rejects.toThrow(RegistrySilent);
      one.behind.isSilent = false;
      expect(await said(one, question(1))).toEqual(['alive']);
    });
  });
}
