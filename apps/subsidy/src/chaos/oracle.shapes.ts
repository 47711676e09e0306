import type { ChaosWorld } from './chaos.world.js';

/** What the oracle reads of the documents: its own view of them, so that a change of the service's shapes is noticed here. */
export interface RawItem {
  readonly _id: string;
  readonly chunk: string;
  readonly way?: 'offset' | 'claim-back';
  readonly amountFen: number;
  readonly attempt: number;
  readonly state: string;
}
/** What was said of all lines of a chunk (`_id`) that are written as due: they were accepted, and by these runs settled. */
export interface RawJointState {
  readonly _id: string;
  readonly booked: readonly { readonly page: string; readonly runs: readonly { readonly from: string | null; readonly before: string | null }[] }[];
}
export interface RawPosting {
  readonly _id: string;
  readonly city: string;
  readonly kind: string;
  readonly batchId: string | null;
  readonly chunkId: string | null;
  readonly lines: readonly { readonly account: string; readonly side: 'debit' | 'credit'; readonly amountFen: number }[];
}
export interface RawFund {
  readonly _id: string;
  readonly city: string;
  readonly fund: string;
  readonly year: string;
  readonly movements: readonly { readonly amountFen: number }[];
  readonly recoveries: readonly { readonly amountFen: number }[];
  readonly reservations: readonly { readonly batchId: string; readonly amountFen: number }[];
}
export interface RawBatch {
  readonly _id: string;
  readonly city: string;
  readonly version: number;
  readonly batch: {
    readonly status: string; readonly programme: string; readonly period: string; readonly calculation: number; readonly entitlements: readonly string[];
    readonly totals?: { readonly lines: number; readonly amountFen: number; readonly heldLines: number; readonly carried: { readonly lines: number; readonly amountFen: number } };
    readonly outcome?: Readonly<Record<'settledLines' | 'settledFen' | 'rejectedLines' | 'rejectedFen' | 'returnedLines' | 'returnedFen' | 'unpaidLines' | 'unpaidFen', number>>;
  };
  readonly changes: readonly { readonly kind: string }[];
}
export interface RawChunk { readonly _id: string; readonly batchId: string; readonly run: number; readonly phase: string; readonly eventsDue?: true }

/** The lines as they stand, by their own documents and by what is said of their chunks. */
export function asTheyStand(items: readonly RawItem[], joint: readonly RawJointState[]): readonly RawItem[] {
  const said = new Map(joint.map((one) => [one._id, one.booked.flatMap(({ runs }) => runs)]));
  return items.map((item) => {
    const runs = said.get(item.chunk);
    if (item.state !== 'due' || !runs) return item;
    return { ...item, state: runs.some(({ from, before }) => (from ?? '') <= item._id && item._id < (before ?? '~')) ? 'settled' : 'accepted' };
  });
}

/** All that is there when everything has come to rest. */
export interface Evidence {
  readonly world: ChaosWorld;
  readonly items: readonly RawItem[];
  readonly postings: readonly RawPosting[];
  readonly funds: readonly RawFund[];
  readonly batches: readonly RawBatch[];
  readonly chunks: readonly RawChunk[];
}

/** Says what is wrong, in sentences that begin with the invariant. */
export type Judge = (evidence: Evidence) => readonly string[] | Promise<readonly string[]>;

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** `<city><person>|<entitlement>|<subject>|<period>|r<revision>[|a<attempt>]` */
export function partsOfItem(id: string) {
  const [who = '', entitlement = '', subject = '', period = '', revision = '', attempt = ''] = id.split('|');
  return { city: who.slice(0, 6), person: who.slice(6), entitlement, subject, period, due: `${who}|${entitlement}|${subject}|${period}`, item: `${who}|${entitlement}|${subject}|${period}|${revision}`, attempt };
}
