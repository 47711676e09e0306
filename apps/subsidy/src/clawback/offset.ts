import { addFen, fen, subtractFen, sumFen, ZERO_FEN, type Fen } from '@gongjiang/kernel';
import type { OffsetCase, OffsetPlan } from './offset-plans.js';

/** All of a line: basis points are ten-thousandths. */
export const WHOLE_BASIS_POINTS = 10_000;

/** A new line of a person, before anything is kept from it. */
export interface OffsetLine {
  readonly dueKey: string;
  readonly amountFen: Fen;
}

/** What becomes of a line: held altogether, or divided into what is paid and what each case keeps. */
export interface DividedLine {
  readonly isHeld: boolean;
  readonly payFen: Fen;
  readonly offsets: readonly { readonly caseId: string; readonly amountFen: Fen }[];
}

interface Left {
  readonly remaining: Map<string, Fen>;
  /** What may still be kept of the batch's lines that are other money than a case's own, by case. */
  readonly allowance: Map<string, Fen>;
}

/**
 * Divides all new lines of one person in a batch, in their order. A case keeps never more than what is left of it; of
 * other money than its own due's it leaves the person the share and the sum that the city set. The share is rounded in
 * the person's favour.
 */
export function divideLines(lines: readonly OffsetLine[], plan: OffsetPlan): readonly DividedLine[] {
  const held = new Set(plan.heldDues);
  const open = lines.filter((line) => !held.has(line.dueKey));
  const left: Left = {
    remaining: new Map(plan.cases.map((one) => [one.caseId, one.remainingFen])),
    allowance: new Map(plan.cases.map((one) => [one.caseId, allowanceOf(one, open)])),
  };
  return lines.map((line) => (held.has(line.dueKey) ? { isHeld: true, payFen: ZERO_FEN, offsets: [] } : divide(line, plan.cases, left)));
}

/** What a case may keep of `amountFen` when nothing was kept of it before: the person keeps the share. */
export function offsetOf(amountFen: Fen, one: Pick<OffsetCase, 'remainingFen' | 'keepBasisPoints'>): Fen {
  return lower(one.remainingFen, keepable(amountFen, one.keepBasisPoints));
}

function divide(line: OffsetLine, cases: readonly OffsetCase[], left: Left): DividedLine {
  const offsets: { caseId: string; amountFen: Fen }[] = [];
  let payFen = line.amountFen;
  const keep = (caseId: string, mostFen: Fen): void => {
    const amountFen = lower(mostFen, left.remaining.get(caseId) ?? ZERO_FEN, payFen);
    if (amountFen <= 0) return;
    offsets.push({ caseId, amountFen });
    payFen = subtractFen(payFen, amountFen);
    left.remaining.set(caseId, subtractFen(left.remaining.get(caseId) ?? ZERO_FEN, amountFen));
  };
  for (const own of cases.filter(({ dueKey }) => dueKey === line.dueKey)) keep(own.caseId, payFen);
  const othersFen = payFen;
  for (const one of cases.filter(({ dueKey }) => dueKey !== line.dueKey)) {
    const keptFen = subtractFen(othersFen, payFen);
    keep(one.caseId, lower(subtractFen(keepable(othersFen, one.keepBasisPoints), keptFen), left.allowance.get(one.caseId) ?? ZERO_FEN));
    lowerAllowances(left, subtractFen(subtractFen(othersFen, payFen), keptFen));
  }
  return { isHeld: false, payFen, offsets };
}

/** What one case kept counts for all: the person's sum is one. */
function lowerAllowances(left: Left, keptFen: Fen): void {
  for (const [caseId, allowance] of left.allowance) left.allowance.set(caseId, subtractFen(allowance, keptFen));
}

function allowanceOf(one: OffsetCase, lines: readonly OffsetLine[]): Fen {
  const othersFen = sumFen(lines.filter((line) => line.dueKey !== one.dueKey).map((line) => line.amountFen));
  return higher(ZERO_FEN, subtractFen(othersFen, one.keepAtLeastFen));
}

/** The most that may be kept of a line: rounded down to whole fen, which leaves the person the odd one. Exact for every sum. */
function keepable(amountFen: Fen, keepBasisPoints: number): Fen {
  const whole = BigInt(amountFen) * BigInt(WHOLE_BASIS_POINTS - keepBasisPoints);
  return fen(Number(whole / BigInt(WHOLE_BASIS_POINTS)));
}

function lower(...amounts: readonly Fen[]): Fen {
  return amounts.reduce((one, other) => (other < one ? other : one));
}

function higher(one: Fen, other: Fen): Fen {
  return other > one ? other : addFen(one, ZERO_FEN);
}
