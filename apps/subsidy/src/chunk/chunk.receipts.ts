import { partsOf, type Receipt } from '@gongjiang/policy';
import type { ChunkDecisions } from './chunk.store.js';

type Results = ChunkDecisions['results'];
/** Its own text, and which of the shared ones follow it in turn: `own, shared, own, shared`. One of which no parts are known is whole. */
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

/** The texts that receipts share, each at its place. */
class SharedTexts {
  private readonly places = new Map<string, number>();

  get texts(): readonly string[] {
    return [...this.places.keys()];
  }

  placeOf(text: string): number {
    const place = this.places.get(text) ?? this.places.size;
    if (place === this.places.size) this.places.set(text, place);
    return place;
  }
}

/** The decisions as they were, each receipt to the letter. */
export function unfoldReceipts({ shared, results }: FoldedResults): Results {
  return results.map(({ lines, held, receipts }) => ({ lines, held, receipts: receipts.map((receipt) => unfoldReceipt(receipt, shared)) }));
}

function foldReceipt(receipt: Receipt, shared: SharedTexts): FoldedReceipt {
  const parts = partsOf(receipt);
  if (!parts) return [receipt.id, receipt.json];
  const [own, rules, surroundings, steps] = parts;
  return [receipt.id, own, shared.placeOf(rules), surroundings, shared.placeOf(steps)];
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
