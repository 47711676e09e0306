import { merkleRoot } from '@gongjiang/kernel';
import type { ChunkSummary } from '../chunk/chunk.js';
import { stopping, type GateFinding, type GateReport } from '../gate/gate.js';

/** The block of the record in which the close stands: who has this head has all before it. */
export interface SealedIn {
  readonly block: number;
  readonly head: string;
}

/** What stands in a batch's report besides the batch itself. */
export interface ReportParts {
  /** Why lines became no money, by their first reason. */
  readonly heldByCode: Readonly<Record<string, number>>;
  /** What every decision of the batch hangs under: none of them changes unseen. */
  readonly receipts: { readonly chunks: number; readonly root: string };
  /** What was red at the gate, and what was said to it; null before the calculation. */
  readonly gate: { readonly passes: boolean; readonly red: readonly GateFinding[]; readonly explanations: GateReport['explanations'] } | null;
  /** Null until the batch is closed and its entry sealed. */
  readonly sealed: SealedIn | null;
}

/** Adds a batch's chunks up to its report. Once it is closed nothing of it changes: the same report for ever. */
export function reportPartsOf(chunks: readonly ChunkSummary[], gate: GateReport | undefined, sealed: SealedIn | null): ReportParts {
  const calculated = chunks.flatMap((chunk) => ('totals' in chunk ? [{ id: chunk.id, totals: chunk.totals }] : []));
  const heldByCode: Record<string, number> = {};
  for (const { totals } of calculated) for (const [code, lines] of Object.entries(totals.heldByCode)) heldByCode[code] = (heldByCode[code] ?? 0) + lines;
  const leaves = calculated.map(({ id, totals }) => `${id}|${totals.receiptsRoot}`).sort();
  return { heldByCode, receipts: { chunks: leaves.length, root: merkleRoot(leaves) }, gate: gate ? shownGate(gate) : null, sealed };
}

function shownGate(report: GateReport): NonNullable<ReportParts['gate']> {
  return { passes: stopping(report).length === 0, red: report.findings.filter(({ colour }) => colour === 'red'), explanations: report.explanations };
}
