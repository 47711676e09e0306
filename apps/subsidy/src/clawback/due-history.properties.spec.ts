import { describe, expect, it } from '@jest/globals';
import { addFen, fen, subtractFen, sumFen, type Fen } from '@gongjiang/kernel';
import fc from 'fast-check';
import { dueKey } from '../item/item.js';
import { dueNo } from '../item/item.builders.js';
import { BY_OFFICER, clawbackCommand, openedClawback, paidFen } from './clawback.builders.js';
import type { Clawback } from './clawback.js';
import type { ClawbackCommandKind } from './clawback.command.js';
import { decideClawback } from './clawback.decide.js';
import { evolveClawback } from './clawback.evolve.js';
import { claimableOf } from './clawback.claimable.js';
import { openFen, reserveFor, spareFen, takeFor } from './clawback.money.js';
import type { KeptClawback } from './clawback.store.js';
import { DueHistory } from './due-history.js';
import { divideLines } from './offset.js';
import { offsetPlanOf } from './offset-plan.of.js';

const FUND = 'talent-special';
const KEY = dueKey(dueNo(1));
const CASE_STEPS = ['notify', 'record-statement', 'decide', 'drop', 'appeal', 'uphold', 'reduce', 'overturn', 'come-into-force', 'repay', 'ask-waiver', 'grant-waiver', 'lift', 'withdraw'] as const satisfies readonly ClawbackCommandKind[];

type Step =
  | { readonly do: 'facts'; readonly entitledFen: Fen }
  | { readonly do: 'batch' }
  | { readonly do: 'open'; readonly share: number }
  | { readonly do: 'case'; readonly kind: (typeof CASE_STEPS)[number]; readonly which: number; readonly share: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('facts' as const), entitledFen: fc.constantFrom(0, 20_000, 40_000, 60_000).map(fen) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('batch' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), share: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('case' as const), kind: fc.constantFrom(...CASE_STEPS), which: fc.nat(3), share: fc.integer({ min: 0, max: 100 }) }) },
);

/** One due over time: its lines, its cases, and what the person has in hand. */
class DueOverTime {
  entitledFen = fen(60_000);
  inHandFen = fen(0);
  lines: { amountFen: Fen; way: 'pay' | 'offset' | 'claim-back'; caseId: string | null }[] = [];
  readonly cases = new Map<string, Clawback>();
  private batches = 0;
  private repayments = 0;

  get historyFen(): Fen {
    return sumFen(this.lines.map((line) => line.amountFen));
  }

  async run(one: Step): Promise<void> {
    if (one.do === 'facts') this.entitledFen = one.entitledFen;
    else if (one.do === 'batch') this.batch();
    else if (one.do === 'open') await this.open(one.share);
    else await this.onCase(one);
  }

  /** What calculation makes of the due: the difference, divided by what its cases keep. */
  private batch(): void {
    const chunkId = `330700.p.2026-11.${(this.batches += 1)}-0001-000001`;
    const differenceFen = subtractFen(this.entitledFen, this.historyFen);
    if (differenceFen < 0) return this.overpaid(differenceFen);
    for (const [id, known] of this.cases) if ('money' in known) this.cases.set(id, { ...known, money: takeFor(known.money, chunkId, () => false) });
    const [divided] = divideLines([{ dueKey: KEY, amountFen: differenceFen }], offsetPlanOf([...this.cases.values()], chunkId, FUND));
    const offsets = (divided?.offsets ?? []).map((offset) => ({ ...offset, itemId: `${chunkId}|${offset.caseId}` }));
    for (const [id, known] of this.cases) if ('money' in known) this.cases.set(id, { ...known, money: reserveFor(known.money, chunkId, offsets.filter(({ caseId }) => caseId === id)) });
    for (const { caseId, itemId, amountFen } of offsets) {
      this.lines.push({ amountFen, way: 'offset', caseId });
      this.apply(caseId, 'offset', { moneyFen: amountFen, itemId });
    }
    const payFen = divided?.payFen ?? fen(0);
    if (payFen > 0) this.lines.push({ amountFen: payFen, way: 'pay', caseId: null });
    this.inHandFen = addFen(this.inHandFen, payFen);
  }

  private overpaid(differenceFen: Fen): void {
    const id = `cb-${this.cases.size}`;
    this.lines.push({ amountFen: differenceFen, way: 'claim-back', caseId: id });
    this.cases.set(id, { ...openedClawback({ amountFen: -differenceFen }), id });
  }

  private async open(share: number): Promise<void> {
    const { paidFen: claimable } = await this.claimable('');
    const isOpen = [...this.cases.values()].some(({ status }) => ['opened', 'notified', 'heard', 'decided', 'appealed'].includes(status));
    if (isOpen || claimable === 0) return;
    const id = `cb-${this.cases.size}`;
    this.cases.set(id, { ...openedClawback({ origin: BY_OFFICER, amountFen: Math.ceil((claimable * share) / 100) }), id });
  }

  private async onCase({ kind, which, share }: Extract<Step, { do: 'case' }>): Promise<void> {
    const known = [...this.cases.values()][which];
    if (!known) return;
    const { sources } = await this.claimable(known.id);
    const most = 'money' in known ? (kind === 'repay' ? spareFen(known.money) : openFen(known.money)) : known.amountFen;
    const moneyFen = Math.ceil((most * share) / 100);
    if (moneyFen === 0 && (kind === 'repay' || kind === 'ask-waiver')) return;
    const demandedFen = Math.ceil(((kind === 'reduce' && 'decision' in known ? known.decision.demandedFen : known.amountFen) * share) / 100);
    this.apply(known.id, kind, { moneyFen, demandedFen, paid: sources, reference: `r${(this.repayments += 1)}` });
  }

  private apply(id: string, kind: ClawbackCommandKind, parts: Parameters<typeof clawbackCommand>[2]): void {
    const known = this.cases.get(id) as Clawback;
    const decided = decideClawback(clawbackCommand(kind, known, parts), known);
    if (!decided.ok) {
      if (kind === 'offset') throw new Error(`an offset was refused: ${decided.refusal.code}`);
      return;
    }
    const after = evolveClawback(known, decided.value);
    this.cases.set(id, after);
    if (kind === 'repay') this.inHandFen = subtractFen(this.inHandFen, fen(parts?.moneyFen ?? 0));
    const cameIntoForce = 'money' in after && !('money' in known);
    if (cameIntoForce && after.origin.kind === 'officer') this.lines.push({ amountFen: fen(-after.decision.demandedFen), way: 'claim-back', caseId: id });
    if (after.status === 'dropped' && after.origin.kind === 'overpaid') this.lines = this.lines.filter((line) => !(line.caseId === id && line.way === 'claim-back'));
  }

  private claimable(id: string) {
    const paid = this.lines.filter(({ way }) => way !== 'claim-back').map(({ amountFen }) => paidFen(amountFen)).reverse();
    const history = new (class extends DueHistory {
      async paid() { return paid; }
      async claim(): Promise<void> {}
      async undo(): Promise<void> {}
    })();
    const others = [...this.cases.values()].filter((one) => one.id !== id).map((clawback): KeptClawback => ({ clawback, version: 1, changes: [] }));
    return claimableOf(history, dueNo(1), others);
  }
}

describe('a due that was paid wrongly', () => {
  const life = fc.array(step, { maxLength: 60, size: 'max' }).map((rest): readonly Step[] => [{ do: 'batch' }, ...rest]);

  it('is never paid beyond what it is entitled to, whatever was claimed back, repaid, kept, let go, dropped or lifted before', async () => {
    await fc.assert(fc.asyncProperty(life, async (all) => {
      const due = new DueOverTime();
      for (const one of all) {
        const before = due.inHandFen;
        await due.run(one);
        if (due.inHandFen > before) expect(due.inHandFen).toBeLessThanOrEqual(due.entitledFen);
        expect(due.inHandFen).toBeGreaterThanOrEqual(0);
      }
    }), { numRuns: 1_000 });
  });

  it('is paid again, to the fen, when it is right again and what was found by the books has come to its end', async () => {
    await fc.assert(fc.asyncProperty(life, async (all) => {
      const due = new DueOverTime();
      for (const one of all) await due.run(one);
      const isDone = [...due.cases.values()].every(({ status, origin }) => origin.kind === 'overpaid' && (status === 'settled' || status === 'dropped'));
      fc.pre(isDone);
      await due.run({ do: 'facts', entitledFen: fen(60_000) });
      await due.run({ do: 'batch' });
      expect(due.inHandFen).toBe(60_000);
    }), { numRuns: 300 });
  });
});
