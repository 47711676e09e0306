import type { RegistryCheck } from '@gongjiang/contracts';
import type { CityCode, Month, PersonToken, Transaction } from '@gongjiang/kernel';
import { fewBetween, IN_ONE_GO, sessionOf } from '@gongjiang/persistence';
import type { Collection, Db, Document } from 'mongodb';
import { answerKey, type PersonAnswer, type Standing, type StandingAnswer } from './person-answer.js';
import { PersonAnswerStore } from './person-answer.store.js';
import type { AskedMonths } from './person-checks.js';

interface AnswersDocument {
  readonly _id: string;
  readonly checks: Readonly<Partial<Record<RegistryCheck, StandingAnswer>>>;
  /** What other answers were replaced, the latest first. */
  readonly replaced?: readonly (StandingAnswer & { readonly check: RegistryCheck })[];
}

/** A person whose answers change more often than that is looked at by somebody long before. */
const MAX_REPLACED = 20;

/** Answers in Mongo: one document a person and month (none for what is of no month), found by its key alone. */
export class MongoPersonAnswerStore extends PersonAnswerStore {
  private readonly answers: Collection<AnswersDocument>;

  constructor(db: Db) {
    super();
    this.answers = db.collection<AnswersDocument>('person_answers');
  }

  async take(city: CityCode, answers: readonly PersonAnswer[], transaction?: Transaction): Promise<void> {
    if (answers.length === 0) return;
    await this.answers.bulkWrite(answers.map((answer) => ({
      updateOne: { filter: { _id: keyOf(city, answer.token, answer.month) }, update: [{ $set: changeOf(answer) }], upsert: true },
    })), transaction ? { ordered: true, session: sessionOf(transaction) } : { ordered: false });
  }

  async standing(city: CityCode, asked: AskedMonths): Promise<Standing> {
    const tokens = [...asked.keys()].sort();
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (first === undefined || last === undefined) return new Map();
    const ids = (): readonly string[] => [...asked].flatMap(([token, months]) => [null, ...months].map((month) => keyOf(city, token, month)));
    const documents = await fewBetween(
      (limit) => this.answers.find({ _id: { $gte: keyOf(city, first, null), $lt: `${city}${last}}` } }, { projection: { checks: 1 } }).limit(limit).toArray(),
      () => this.answers.find({ _id: { $in: [...ids()] } }, { projection: { checks: 1 }, ...IN_ONE_GO }).toArray(),
    );
    const wanted = documents.length === 0 ? undefined : new Set(ids());
    return new Map(documents.filter(({ _id }) => wanted?.has(_id)).flatMap(({ _id, checks }) => {
      const [token = '', month = ''] = _id.slice(6).split('|');
      const entries = Object.entries(checks) as [RegistryCheck, StandingAnswer][];
      return entries.map(([check, answer]) => [answerKey(token as PersonToken, check, month === '' ? null : (month as Month)), answer] as const);
    }));
  }
}

function keyOf(city: CityCode, token: PersonToken, month: Month | null): string {
  return `${city}${token}|${month ?? ''}`;
}

/** One statement, so that files and registries that answer at once leave what is later, in whatever order they come. */
function changeOf({ check, answer, answeredOn, by, source }: PersonAnswer): Document {
  const standing = `$checks.${check}`;
  const next = { $literal: { answer, answeredOn, by, source } };
  const isLater = { $lte: [{ $ifNull: [`${standing}.answeredOn`, ''] }, { $literal: answeredOn }] };
  const differs = { $and: [{ $ne: [{ $type: standing }, 'missing'] }, { $ne: [`${standing}.answer`, { $literal: answer }] }] };
  const before = { $ifNull: ['$replaced', []] };
  const withStanding = { $slice: [{ $concatArrays: [[{ $mergeObjects: [standing, { check: { $literal: check } }] }], before] }, MAX_REPLACED] };
  return {
    replaced: { $cond: [{ $and: [isLater, differs] }, withStanding, before] },
    checks: { $mergeObjects: [{ $ifNull: ['$checks', {}] }, { $arrayToObject: [[{ k: { $literal: check }, v: { $cond: [isLater, next, standing] } }]] }] },
  };
}
