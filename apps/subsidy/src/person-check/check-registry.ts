import type { RegistryAnswer, RegistryCheck, RegistryQuestion, RegistryReply } from '@gongjiang/contracts';
import { groupBy, type Day } from '@gongjiang/kernel';
import { isAnswerTo } from './person-answer.js';

/** A registry of another authority: asked about many persons at once, and believed on the day of its answer. */
export abstract class CheckRegistry {
  /** Asks about up to 1,000 persons. Throws `RegistrySilent` where no usable answer came: nothing is known then. */
  abstract ask(question: RegistryQuestion): Promise<RegistryReply>;
}

/** The registry gave no usable answer: the lines go the way that the city has set for those without one. */
export class RegistrySilent extends Error {
  constructor(what: string, cause?: unknown) {
    super(`The registry gave no answer: ${what}`, { cause });
    this.name = 'RegistrySilent';
  }
}

/**
 * What a reply says of each mark that was asked about: an answer, or that nothing is known. Whoever is answered in two
 * ways, or not at all, is unknown. Throws `RegistrySilent` where the reply is none to this question, or is from tomorrow.
 */
export function answersIn(question: RegistryQuestion, reply: RegistryReply, today: Day): ReadonlyMap<string, RegistryAnswer | 'unknown'> {
  if (reply.answeredOn > today) throw new RegistrySilent(`it answers from the future, ${reply.answeredOn}`);
  const given = groupBy(reply.answers, ({ mark }) => mark);
  return new Map(question.persons.map(({ mark }) => [mark, oneAnswerOf(question.check, (given.get(mark) ?? []).map(({ answer }) => answer))]));
}

function oneAnswerOf(check: RegistryCheck, answers: readonly string[]): RegistryAnswer | 'unknown' {
  const [first = 'unknown', ...others] = answers;
  if (others.some((other) => other !== first)) return 'unknown';
  if (first === 'unknown') return 'unknown';
  if (!isAnswerTo(check, first)) throw new RegistrySilent(`${first} is no answer to ${check}`);
  return first;
}

/** Where no city has registries asked. */
export class NoRegistry extends CheckRegistry {
  async ask(): Promise<RegistryReply> {
    throw new RegistrySilent('there is none');
  }
}
