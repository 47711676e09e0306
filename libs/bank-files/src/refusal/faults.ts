import { ok, type Refusal, type Result } from '@gongjiang/kernel';
import type { BankFileCode } from './bank-file.code.js';

/** Numbers, ids and names of fields; never a person's name or account. */
export type FaultDetails = Readonly<Record<string, string | number>>;

export interface FileFault {
  readonly code: BankFileCode;
  /** `line` is the payment's place in the message when writing, the line of the file when reading. */
  readonly details: FaultDetails;
}

/** Code and details are those of the first fault; `faults` has them all, up to the limit. */
export interface BankFileRefusal extends Refusal<BankFileCode> {
  readonly faults: readonly FileFault[];
}

export type FileResult<Value> = Result<Value, BankFileRefusal>;

/** The most faults that one refusal names: enough to mend by; a file that is wrong throughout says no more after that. */
export const MAX_FAULTS = 100;

/** Gathers what is wrong with a file, so that it is said at once and nothing of the file is used. */
export class Faults {
  readonly #list: FileFault[] = [];

  add(code: BankFileCode, details: FaultDetails = {}): undefined {
    if (this.#list.length < MAX_FAULTS) this.#list.push({ code, details });
  }

  get first(): FileFault | undefined {
    return this.#list[0];
  }

  get count(): number {
    return this.#list.length;
  }

  /** The value when nothing was found wrong and there is one. */
  result<Value>(value: Value | undefined): FileResult<Value> {
    const [first] = this.#list;
    if (first) return { ok: false, refusal: { ...first, faults: this.#list } };
    if (value === undefined) throw new Error('A file was not read, and nobody said why');
    return ok(value);
  }
}

export function refuseFile(code: BankFileCode, details: FaultDetails = {}): FileResult<never> {
  const faults = new Faults();
  faults.add(code, details);
  return faults.result<never>(undefined);
}
