import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import { NOT_YET, saveVersioned, sessionOf, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db, Filter } from 'mongodb';
import { controlIdOf, runningControl, type Control, type ControlScope } from './control.js';
import { ControlStore, type KeptControl } from './control.store.js';

interface ControlDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  readonly name: string;
  readonly isResting: boolean;
  readonly control: Control;
}

export const CONTROL_INDEXES = { disbursement_controls: [{ key: { city: 1, name: 1 }, partialFilterExpression: { isResting: true } }] } as const;

export class MongoControlStore extends ControlStore {
  private readonly controls: Collection<ControlDocument>;

  constructor(db: Db) {
    super();
    this.controls = db.collection<ControlDocument>('disbursement_controls');
  }

  async find(city: CityCode, scope: ControlScope, transaction?: Transaction): Promise<KeptControl> {
    const document = await this.controls.findOne({ _id: keyOf(city, scope) }, transaction ? { session: sessionOf(transaction) } : {});
    return keptOf(document, city, scope);
  }

  async all(city: CityCode, scopes: readonly ControlScope[]): Promise<readonly KeptControl[]> {
    const documents = await this.controls.find({ _id: { $in: scopes.map((scope) => keyOf(city, scope)) } }).toArray();
    const byKey = new Map(documents.map((document) => [document._id, document]));
    return scopes.map((scope) => keptOf(byKey.get(keyOf(city, scope)), city, scope));
  }

  async save(control: Control, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    const document = { _id: keyOf(control.city, control.scope), city: control.city, name: controlIdOf(control.scope), isResting: control.status !== 'running', control };
    return saveVersioned<ControlDocument>(this.controls, document, { version, session: sessionOf(transaction) });
  }

  async resting(city: CityCode, query: { readonly after: string | null; readonly limit: number }): Promise<readonly KeptControl[]> {
    const filter: Filter<ControlDocument> = { city, isResting: true, ...(query.after === null ? {} : { name: { $gt: query.after } }) };
    return (await this.controls.find(filter).sort({ name: 1 }).limit(query.limit).toArray()).map(({ control, version }) => ({ control, version }));
  }
}

function keyOf(city: CityCode, scope: ControlScope): string {
  return `${city}/${controlIdOf(scope)}`;
}

function keptOf(document: ControlDocument | null | undefined, city: CityCode, scope: ControlScope): KeptControl {
  return document ? { control: document.control, version: document.version } : { control: runningControl(city, scope), version: NOT_YET };
}
