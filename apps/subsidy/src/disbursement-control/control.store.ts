import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { Control, ControlScope } from './control.js';

/** A control as it is kept: version 0 where nobody has said anything yet. */
export interface KeptControl {
  readonly control: Control;
  readonly version: number;
}

/** Keeps controls: one small document each. */
export abstract class ControlStore {
  abstract find(city: CityCode, scope: ControlScope, transaction?: Transaction): Promise<KeptControl>;
  /** The controls of these scopes, in their order, in one read: a worker asks before every message. */
  abstract all(city: CityCode, scopes: readonly ControlScope[]): Promise<readonly KeptControl[]>;
  abstract save(control: Control, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  /** A page of the city's controls that do not run, in the order of their names. */
  abstract resting(city: CityCode, query: { readonly after: string | null; readonly limit: number }): Promise<readonly KeptControl[]>;
}
