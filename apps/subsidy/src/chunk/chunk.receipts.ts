import type { Receipt } from '@gongjiang/policy';
import type { ChunkDecisions } from './chunk.store.js';

/** Where a receipt is parted: what was decided by which rules, and in which steps, is that of many others. */
const SEAMS = [',"decision":', ',"surroundings":', ',"trace":'] as const;

type Results = ChunkDecisions['results'];
/** Its own text, and which of the shared ones follow it in turn: `own, shared, own, shared`. One that has no seams is whole. */
type FoldedReceipt = readonly [id: string, own: string, decision: number, surroundings: string, steps: number] | readonly [id: string, json: string];
interface FoldedResult extends Pick<Results[number], 'lines' | 'held'> { readonly receipts: readonly FoldedReceipt[] }
/** Decisions with what their receipts have in common written once. */
export interface FoldedResults {
  readonly shared: readonly string[];
  readonly results: readonly FoldedResult[];
}

/** A chunk's receipts say the same thousand times over but for a tenth of their text: to write and pack it all took a tenth of a calculation. */
export function foldReceipts(results: Results): FoldedResults {
  const shared = new SharedTexts();
  const folded = results.map(({ lines, held, receipts }) => ({ lines, held, receipts: receipts.map((receipt) => foldReceipt(receipt, shared)) }));
  return { shared: shared.texts, results: folded };
}

/** The texts that receipts share, each at its place. Most are that of the receipt before: to compare with it is quicker than to look a thousand signs up. */
class SharedTexts {
  private readonly places = new Map<string, number>();
  private readonly last = ['', ''];

  get texts(): readonly string[] {
    return [...this.places.keys()];
  }

  /** The place of a part of a receipt: the rules, or the steps. */
  placeOf(part: 0 | 1, json: string, from: number, to: number): number {
    const last = this.last[part] ?? '';
    const text = last.length === to - from && json.startsWith(last, from) ? last : json.slice(from, to);
    this.last[part] = text;
    const place = this.places.get(text) ?? this.places.size;
    if (place === this.places.size) this.places.set(text, place);
    return place;
  }
}

/** The decisions as they were, each receipt to the letter. */
export function unfoldReceipts({ shared, results }: FoldedResults): Results {
  return results.map(({ lines, held, receipts }) => ({ lines, held, receipts: receipts.map((receipt) => unfoldReceipt(receipt, shared)) }));
}

function foldReceipt({ id, json }: Receipt, shared: SharedTexts): FoldedReceipt {
  const decision = json.indexOf(SEAMS[0]);
  const surroundings = json.indexOf(SEAMS[1], decision);
  const steps = json.indexOf(SEAMS[2], surroundings);
  if (decision < 0 || surroundings < 0 || steps < 0) return [id, json];
  return [id, json.slice(0, decision), shared.placeOf(0, json, decision, surroundings), json.slice(surroundings, steps), shared.placeOf(1, json, steps, json.length)];
}

function unfoldReceipt(folded: FoldedReceipt, shared: readonly string[]): Receipt {
  if (folded.length === 2) return { id: folded[0], json: folded[1] };
  const [id, own, decision, surroundings, steps] = folded;
  return { id, json: own + textAt(shared, decision) + surroundings + textAt(shared, steps) };
}

function textAt(shared: readonly string[], place: number): string {
  const text = shared[place];
  if (text === undefined) throw new Error('A receipt names a shared text that is not there');
  return text;
}
