import type { CityCode, Transaction } from '@gongjiang/kernel';
import type { PersonAnswer, Standing } from './person-answer.js';
import type { AskedMonths } from './person-checks.js';

/** Keeps what registries said of a city's persons. */
export abstract class PersonAnswerStore {
  /** Takes up to 1,000 answers; of two about the same the later day holds, of two of one day the one that came last. What it replaces stays on record. */
  abstract take(city: CityCode, answers: readonly PersonAnswer[], transaction?: Transaction): Promise<void>;
  /** What stands of these persons, of themselves and of the months that are asked about. One question for all of them. */
  abstract standing(city: CityCode, asked: AskedMonths): Promise<Standing>;
}
