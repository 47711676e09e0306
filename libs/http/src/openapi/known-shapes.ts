import { isBankCardNumber, isCityCode, isDay, isIdentityNumber, isMonth, isPeriod, isPersonToken, isUnifiedCreditCode, isYear } from '@gongjiang/kernel';
import type { z } from 'zod';

/** What JSON Schema can say of a shape that a function decides. */
interface Shape {
  readonly type: 'string';
  readonly pattern: string;
  readonly format?: string;
}

const YEAR = '[1-9][0-9]{3}';
const MONTH = `${YEAR}-(0[1-9]|1[0-2])`;
const text = (pattern: string, format?: string): Shape => ({ type: 'string', pattern: `^${pattern}$`, ...(format === undefined ? {} : { format }) });

/** The kernel's own shapes: whatever schema asks one of these functions says so in the API document. */
const SHAPES: ReadonlyMap<unknown, Shape> = new Map<unknown, Shape>([
  [isDay, text(`${YEAR}-[0-9]{2}-[0-9]{2}`, 'date')],
  [isMonth, text(MONTH)],
  [isYear, text(YEAR)],
  [isPeriod, text(`${YEAR}(-(0[1-9]|1[0-2]))?`)],
  [isCityCode, text('[1-9][0-9]{5}')],
  [isPersonToken, text('p_[a-z2-7]{26}')],
  // The check character is no matter of a pattern; who reads the format knows of it.
  [isIdentityNumber, text('[1-9][0-9]{16}[0-9X]', 'identity-number')],
  [isUnifiedCreditCode, text('[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}', 'credit-code')],
  [isBankCardNumber, text('[0-9]{16,19}', 'bank-card-number')],
]);

interface Definition {
  readonly fn?: unknown;
  readonly check?: string;
  readonly tx?: (text: string) => unknown;
  readonly minimum?: number;
}
interface Asking {
  readonly _zod: { readonly def: Definition & { readonly checks?: readonly { readonly _zod: { readonly def: Definition } }[] } };
}

/** Completes what zod says of a schema by what its functions mean: for `override` of `z.toJSONSchema`. */
export function sayKnownShapes({ zodSchema, jsonSchema }: { readonly zodSchema: unknown; readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { def } = (zodSchema as Asking)._zod;
  const checks = (def.checks ?? []).map((check) => check._zod.def);
  const shape = [def, ...checks].map(({ fn }) => SHAPES.get(fn)).find((known) => known !== undefined);
  if (shape) Object.assign(jsonSchema, shape);
  else if (isTrimmed(checks) && jsonSchema.pattern === undefined && (jsonSchema.minLength ?? 0) > 0) jsonSchema.pattern = NOT_BLANK;
}

/** A text that is trimmed and may not be empty is one that may not be blank. */
const NOT_BLANK = '\\S';

function isTrimmed(checks: readonly Definition[]): boolean {
  return checks.some(({ check, tx }) => check === 'overwrite' && tx?.(' ') === '');
}
