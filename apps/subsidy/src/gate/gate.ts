import { addFen, subtractFen, type CityCode, type Day, type Fen } from '@gongjiang/kernel';
import type { Batch, BatchTotals, LineSum } from '../batch/batch.js';

/** What a city lets pass without a word: shares are in ten-thousandths. */
export interface GateLimits {
  /** By how much the lines may differ from the month before. */
  readonly changeBasisPoints: number;
  /** How many of the due lines may be held. */
  readonly heldBasisPoints: number;
  /** A line above it is looked at by itself. */
  readonly largeLineFen: Fen;
}

/** Why a batch does not pass, or what was looked at and found in order. */
export const GATE_CHECKS = ['totals-agree', 'lines-once', 'month-on-month', 'held-share', 'large-lines'] as const;
export type GateCheck = (typeof GATE_CHECKS)[number];
/** What cannot be explained away: the figures themselves are wrong. */
const BEYOND_EXPLANATION: ReadonlySet<GateCheck> = new Set(['totals-agree']);

export interface GateFinding {
  readonly check: GateCheck;
  readonly colour: 'green' | 'red';
  /** The figures that it rests on. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface Explanation {
  readonly check: GateCheck;
  readonly text: string;
  readonly by: string;
  readonly on: Day;
}

/** The report on a calculation (闸口报告): kept with the batch; what is red and not explained stops the submission. */
export interface GateReport {
  readonly batchId: string;
  readonly city: CityCode;
  readonly calculation: number;
  readonly findings: readonly GateFinding[];
  readonly explanations: readonly Explanation[];
}

/** What the report rests on: the totals of the calculation, the lines as they stand, and the batch before. */
export interface GateInput {
  readonly batch: Batch;
  readonly totals: BatchTotals;
  /** Summed over the lines themselves, by how they are paid; what is claimed back as a sum below zero. */
  readonly lines: { readonly pay: LineSum; readonly offset: LineSum; readonly claimBack: LineSum; readonly large: number };
  /** The monthly lines of the last approved batch of the programme; null before the first. */
  readonly before: LineSum | null;
  readonly limits: GateLimits;
}

const WHOLE = 10_000;

/** Examines a calculation. Pure: the same lines give the same report. */
export function examine(input: GateInput): GateReport {
  const { batch } = input;
  const findings = [totalsAgree(input), linesOnce(input), monthOnMonth(input), heldShare(input), largeLines(input)];
  return { batchId: batch.id, city: batch.city, calculation: batch.calculation, findings, explanations: [] };
}

/** The findings that stop a submission: red, and not explained, or beyond explanation. */
export function stopping({ findings, explanations }: GateReport): readonly GateFinding[] {
  return findings.filter(({ check, colour }) => colour === 'red' && (BEYOND_EXPLANATION.has(check) || !explanations.some((explanation) => explanation.check === check)));
}

export function canBeExplained({ findings }: GateReport, check: GateCheck): boolean {
  return !BEYOND_EXPLANATION.has(check) && findings.some((found) => found.check === check && found.colour === 'red');
}

/** The lines as they stand come to what the calculation said, to the fen. */
function totalsAgree({ totals, lines }: GateInput): GateFinding {
  const said = { lines: totals.lines + totals.carried.lines, amountFen: addFen(totals.amountFen, totals.carried.amountFen) };
  const isRight = isSame(lines.pay, said) && isSame(lines.offset, totals.offset) && lines.claimBack.lines === totals.overpaid.lines && addFen(lines.claimBack.amountFen, totals.overpaid.amountFen) === 0;
  return finding('totals-agree', isRight, { saidLines: said.lines, saidFen: said.amountFen, foundLines: lines.pay.lines, foundFen: lines.pay.amountFen });
}

/** Nobody has two lines for one month of one entitlement, under two certificates perhaps. */
function linesOnce({ totals: { repeatedLines } }: GateInput): GateFinding {
  return finding('lines-once', repeatedLines === 0, { repeatedLines });
}

/** New, changed and gone lines against all of the month before. A first month has nothing to differ from. */
function monthOnMonth({ totals, before, limits }: GateInput): GateFinding {
  const { fresh, same, changed } = totals.monthOnMonth;
  const gone = before === null ? 0 : Math.max(0, before.lines - same.lines - changed.lines);
  const moved = fresh.lines + changed.lines + gone;
  const isCalm = before === null || before.lines === 0 || moved * WHOLE <= before.lines * limits.changeBasisPoints;
  const amountFen = addFen(addFen(fresh.amountFen, same.amountFen), changed.amountFen);
  return finding('month-on-month', isCalm, {
    freshLines: fresh.lines, changedLines: changed.lines, goneLines: gone, beforeLines: before?.lines ?? 0, differenceFen: before === null ? 0 : subtractFen(amountFen, before.amountFen),
  });
}

function heldShare({ totals, limits }: GateInput): GateFinding {
  const due = totals.lines + totals.offset.lines + totals.heldLines;
  return finding('held-share', totals.heldLines * WHOLE <= due * limits.heldBasisPoints, { heldLines: totals.heldLines, dueLines: due });
}

function largeLines({ lines, limits }: GateInput): GateFinding {
  return finding('large-lines', lines.large === 0, { largeLines: lines.large, limitFen: limits.largeLineFen });
}

function finding(check: GateCheck, isGreen: boolean, figures: GateFinding['figures']): GateFinding {
  return { check, colour: isGreen ? 'green' : 'red', figures };
}

function isSame(one: LineSum, other: LineSum): boolean {
  return one.lines === other.lines && one.amountFen === other.amountFen;
}
