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
