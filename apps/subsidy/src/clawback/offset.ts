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

/** A line while it is divided. */
interface Dividing {
  readonly line: OffsetLine;
  payFen: Fen;
  readonly offsets: { caseId: string; amountFen: Fen }[];
}

/**
 * Divides all new lines of one person in a batch, in their order. A case keeps never more than what is left of it; of
 * other money than its own due's it leaves the person the share and the sum that the city set. The share is rounded in
 * the person's favour. A case's own due goes first: that is the same money.
 */
export function divideLines(lines: readonly OffsetLine[], plan: OffsetPlan): readonly DividedLine[] {
  const held = new Set(plan.heldDues);
  const dividing = lines.map((line): Dividing => ({ line, payFen: line.amountFen, offsets: [] }));
  const open = dividing.filter(({ line }) => !held.has(line.dueKey));
  const remaining = new Map(plan.cases.map((one) => [one.caseId, one.remainingFen]));
  keepFromOwn(plan.cases, open, remaining);
  keepFromOthers(plan.cases, open, remaining);
  return dividing.map(({ line, payFen, offsets }) => (held.has(line.dueKey) ? { isHeld: true, payFen: ZERO_FEN, offsets: [] } : { isHeld: false, payFen, offsets }));
}

/** What a case may keep of `amountFen` when nothing was kept of it before: the person keeps the share. */
export function offsetOf(amountFen: Fen, one: Pick<OffsetCase, 'remainingFen' | 'keepBasisPoints'>): Fen {
  return lower(one.remainingFen, keepable(amountFen, one.keepBasisPoints));
}

/** A case's own due is the same money: also what was let go comes back out of it. */
function keepFromOwn(cases: readonly OffsetCase[], open: readonly Dividing[], remaining: Map<string, Fen>): void {
  for (const { caseId, dueKey, letGoFen } of cases) {
    const letGo = new Map([[caseId, letGoFen]]);
    for (const own of open.filter(({ line }) => line.dueKey === dueKey)) {
      const amountFen = addFen(keep(own, caseId, own.payFen, remaining), keep(own, caseId, own.payFen, letGo));
      if (amountFen > 0) own.offsets.push({ caseId, amountFen });
    }
  }
}

/** Of money that is not a case's own, each case leaves the share of each line and the sum over all lines, whatever other cases kept. */
function keepFromOthers(cases: readonly OffsetCase[], open: readonly Dividing[], remaining: Map<string, Fen>): void {
  const before = new Map(open.map((each) => [each, each.payFen]));
  for (const one of cases) {
    const others = open.filter(({ line }) => line.dueKey !== one.dueKey);
    let spareFen = subtractFen(sumFen(others.map(({ payFen }) => payFen)), one.keepAtLeastFen);
    for (const each of others) {
      const beforeFen = before.get(each) ?? ZERO_FEN;
      const shareFen = subtractFen(keepable(beforeFen, one.keepBasisPoints), subtractFen(beforeFen, each.payFen));
      const amountFen = keep(each, one.caseId, lower(shareFen, spareFen), remaining);
      spareFen = subtractFen(spareFen, amountFen);
      if (amountFen > 0) each.offsets.push({ caseId: one.caseId, amountFen });
    }
  }
}

/** Keeps as much as the case has left and the line has, at most `mostFen`; answers how much that was. */
function keep(from: Dividing, caseId: string, mostFen: Fen, left: Map<string, Fen>): Fen {
  const leftFen = left.get(caseId) ?? ZERO_FEN;
  const amountFen = lower(mostFen, leftFen, from.payFen);
  if (amountFen <= 0) return ZERO_FEN;
  from.payFen = subtractFen(from.payFen, amountFen);
  left.set(caseId, subtractFen(leftFen, amountFen));
  return amountFen;
}

/** The most that may be kept of a line: rounded down to whole fen, which leaves the person the odd one. Exact for every sum. */
function keepable(amountFen: Fen, keepBasisPoints: number): Fen {
  const whole = BigInt(amountFen) * BigInt(WHOLE_BASIS_POINTS - keepBasisPoints);
  return fen(Number(whole / BigInt(WHOLE_BASIS_POINTS)));
}

function lower(...amounts: readonly Fen[]): Fen {
  return amounts.reduce((one, other) => (other < one ? other : one));
}
