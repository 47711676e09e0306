import type { CityCode, Refusal, Result } from '@gongjiang/kernel';
import type { ControlCommand } from './control.command.js';
import type { ControlScope, PauseCause } from './control.js';
import type { KeptControl } from './control.store.js';

/** Which control is acted on, on which version of it (null where it must not wait for a look: a pause, a stop), and from where. */
export interface ControlTarget {
  readonly city: CityCode;
  readonly scope: ControlScope;
  readonly version: number | null;
  readonly source: string;
}
export type ControlOutcome = Result<KeptControl, Refusal>;
type Unsigned<Command> = Command extends unknown ? Omit<Command, 'at'> : never;
/** A command before the moment is put to it. */
export type UnsignedCommand = Unsigned<ControlCommand>;

/** Pulls the brakes and lets them go. */
export abstract class Brakes {
  abstract act(target: ControlTarget, command: UnsignedCommand): Promise<ControlOutcome>;
  /**
   * The machine pauses a batch. Only on the version that was seen before the message left: who has let the batch go on
   * since has put right what the bank then complained of. Where it rests already, it rests.
   */
  abstract pauseBySystem(batch: { readonly city: CityCode; readonly id: string }, why: { readonly cause: PauseCause; readonly reason: string }, version: number): Promise<void>;
}
