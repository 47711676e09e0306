import { Environment, EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import { daysYearsAfter, isAtLeast, percent, share } from './functions.js';

export type CelType = 'int' | 'bool' | 'string';
export type CelValue = bigint | boolean | string;
export type CelContext = Readonly<Record<string, CelValue>>;

/** An expression of a pack, parsed and checked once; evaluated by the library. */
export interface Formula {
  readonly text: string;
  /** The names that it reads, sorted: facts, parameters, and `amount`, the running amount. */
  readonly names: readonly string[];
  evaluate(context: CelContext): CelValue;
}

export class FormulaError extends Error {}

/** Why: a rule that needs more than this cannot be read by a person, and is two rules. */
const LIMITS = { maxAstNodes: 200, maxDepth: 24, maxListElements: 50, maxMapEntries: 0, maxCallArguments: 4 };
const OPERATORS = new Set(['value', 'id', 'call', 'list', '?:', '&&', '||', '!_', '-_', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*']);
const FUNCTIONS = new Set(['percent', 'share', 'yearsAfter', 'isAtLeast']);

const language = new Environment({ limits: LIMITS })
  .registerFunction('percent(int, int): int', percent)
  .registerFunction('share(int, int, int): int', share)
  .registerFunction('yearsAfter(string, int): string', daysYearsAfter)
  .registerFunction('isAtLeast(string, string): bool', isAtLeast);

/** Compiles an expression over variables and constants. Throws FormulaError with what is wrong, in words. */
export function compileFormula(text: string, wanted: CelType, variables: ReadonlyMap<string, CelType>, constants: ReadonlyMap<string, CelValue> = new Map()): Formula {
  const environment = language.clone();
  for (const [name, type] of variables) environment.registerVariable(name, type);
  for (const [name, value] of constants) environment.registerConstant(name, typeOf(value), value);
  try {
    const parsed = environment.parse(text);
    const names = new Set<string>();
    walk(parsed.ast, names);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new FormulaError('not an expression');
    if (checked.type !== wanted) throw new FormulaError(`a formula that gives ${wanted} is expected, this one gives ${checked.type ?? 'nothing'}`);
    return { text, names: [...names].sort(), evaluate: parsed as (context: CelContext) => CelValue };
  } catch (error) {
    throw new FormulaError(`"${text}": ${faultText(error)}`, { cause: error });
  }
}

export function typeOf(value: CelValue): CelType {
  if (typeof value === 'bigint') return 'int';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** True where an evaluation failed because a number grew beyond what can be held. */
export function isOverflow(error: unknown): boolean {
  return error instanceof EvaluationError && error.code === 'numeric_overflow';
}

function faultText(error: unknown): string {
  if (error instanceof ParseError || error instanceof CelTypeError) return error.summary;
  return error instanceof Error ? error.message : String(error);
}

/** Walks the whole expression: collects the names, and refuses what a pack may not use (division, macros, text search). */
function walk(node: ASTNode, names: Set<string>): void {
  const { op, args } = node as { op: string; args: unknown };
  if (!OPERATORS.has(op)) throw new FormulaError(op === '/' || op === '%' ? 'no division: use percent(x, p) or share(x, a, b), which round half up to the fen' : `"${op === 'rcall' ? 'a.b()' : op}" is not part of the language of packs`);
  if (op === 'id') names.add(String(args));
  if (op === 'value' && typeof args === 'number') throw new FormulaError('whole numbers only: no decimal point');
  if (op === 'call') checkFunction(args);
  if (op !== 'value' && op !== 'id') for (const child of childrenOf(args)) walk(child, names);
}

function checkFunction(args: unknown): void {
  const name = Array.isArray(args) ? String(args[0]) : '';
  if (!FUNCTIONS.has(name)) throw new FormulaError(`there is no function ${name}(); there are ${[...FUNCTIONS].join(', ')}`);
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}
