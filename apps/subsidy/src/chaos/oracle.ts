import { auditSealed } from '@gongjiang/contracts';
import { groupBy } from '@gongjiang/kernel';
import { memoryConnection, openTurnstile } from '@gongjiang/simulation';
import { KnownHeads, MongoChainReader, verifyCity, type KnownHead } from '@gongjiang/security';
import { MongoChunkRoots } from '../chunk/chunk.root-source.mongo.js';
import { MongoChunkStore } from '../chunk/chunk.store.mongo.js';
import { endToEndIdOf } from '../item/item.js';
import type { ChaosWorld } from './chaos.world.js';
import { grantsOf } from './people.js';
import { asTheyStand, partsOfItem, sumOf, type Evidence, type Judge } from './oracle.shapes.js';
import { recordedOnce, toldOnce, totalsAddUp } from './oracle.told.js';

/** What a due comes to by the policies, as the oracle knows them: written down here, and not asked of the engine. */
const ENTITLED_FEN: Readonly<Record<string, number>> = { 'jinhua/7/post-allowance': 60_000, 'wenzhou/1/post-allowance': 50_000, 'jinhua/7/certificate-training': 280_000 };

/** Judges a finished run by the bank's books, the documents and the events, with sums of its own. */
export async function judged(world: ChaosWorld): Promise<readonly string[]> {
  const { store } = world;
  const evidence: Evidence = {
    world, items: asTheyStand(store.documentsOf('items'), store.documentsOf('joint_states')), postings: store.documentsOf('ledger_postings'), funds: store.documentsOf('funds'), batches: store.documentsOf('batches'), chunks: store.documentsOf('chunks'),
  };
  const verdicts: string[] = [];
  for (const judge of [paidOnce, paidAsEntitled, booksAgree, nothingInBetween, nothingForgotten, toldOnce, recordedOnce, totalsAddUp, chainHolds]) verdicts.push(...(await judge(evidence)));
  return verdicts;
}

/** I1: the bank paid each attempt once, and an item has one that may still be paid. */
const paidOnce: Judge = ({ world, items }) => {
  const faults: string[] = [];
  const known = new Map(items.map((item) => [endToEndIdOf({ id: item._id, attempt: item.attempt }), item]));
  const taken = new Map<string, number>();
  for (const { payment, reason } of world.bank.lines) {
    if (reason === null) taken.set(payment.endToEndId, (taken.get(payment.endToEndId) ?? 0) + 1);
    const item = known.get(payment.endToEndId);
    if (!item) faults.push(`I1: the bank has a line of no item: ${payment.endToEndId}`);
    else if (item.amountFen !== payment.amountFen) faults.push(`I1: the bank paid ${payment.amountFen} for ${item._id}, which is ${item.amountFen}`);
  }
  for (const [id, times] of taken) if (times > 1) faults.push(`I1: the bank paid ${id} ${times} times (${String(known.get(id)?._id)})`);
  const live = groupBy(items.filter(({ state }) => !['rejected', 'returned', 'void'].includes(state)), ({ _id }) => partsOfItem(_id).item);
  for (const [item, attempts] of live) if (attempts.length > 1) faults.push(`I1: ${item} has ${attempts.length} live attempts`);
  return faults;
};

/** I1: what left for a due and did not come back is at most what it is entitled to; of one month one city pays. */
const paidAsEntitled: Judge = ({ world, items }) => {
  const itemOf = new Map(items.map((item) => [endToEndIdOf({ id: item._id, attempt: item.attempt }), item._id]));
  const left = new Map<string, number>();
  for (const { payment, reason, returnedOn } of world.bank.lines) {
    const id = itemOf.get(payment.endToEndId);
    if (reason !== null || returnedOn !== null || id === undefined) continue;
    const { due } = partsOfItem(id);
    left.set(due, (left.get(due) ?? 0) + payment.amountFen);
  }
  // What was claimed back may be paid again when the facts are put right: by so much more has left.
  const claimedBack = new Map<string, number>();
  for (const { _id, way, amountFen } of items) if (way === 'claim-back') claimedBack.set(partsOfItem(_id).due, (claimedBack.get(partsOfItem(_id).due) ?? 0) - amountFen);
  const faults = [...left].filter(([due, paid]) => paid > (ENTITLED_FEN[partsOfItem(due).entitlement] ?? 0) + (claimedBack.get(due) ?? 0)).map(([due, paid]) => `I1: ${due} was paid ${paid}`);
  const months = groupBy([...left.keys()].filter((due) => partsOfItem(due).entitlement.endsWith('/post-allowance')), (due) => `${partsOfItem(due).person} ${partsOfItem(due).period}`);
  for (const [month, dues] of months) if (dues.length > 1) faults.push(`I1: two cities paid ${month}: ${dues.join(' and ')}`);
  return faults;
};

/** I2: bank, items, ledger and funds say the same. */
const booksAgree: Judge = ({ world, items, postings, funds }) => {
  const faults: string[] = [];
  const compare = (what: string, one: number, other: number): void => { if (one !== other) faults.push(`I2: ${what}: ${one} and ${other}`); };
  for (const { code, debtorAccount } of world.cities.all()) {
    const own = items.filter(({ _id, way }) => _id.startsWith(code) && way === undefined);
    const inState = (...states: readonly string[]): number => sumOf(own.filter(({ state }) => states.includes(state)).map(({ amountFen }) => amountFen));
    const lines = world.bank.lines.filter(({ account, reason }) => account === debtorAccount && reason === null);
    compare(`${code}: what left the bank, and the lines that were settled`, sumOf(lines.map(({ payment }) => payment.amountFen)), inState('settled', 'returned'));
    compare(`${code}: what came back to the bank, and the lines that were returned`, sumOf(lines.filter(({ returnedOn }) => returnedOn !== null).map(({ payment }) => payment.amountFen)), inState('returned'));
    const balance = (place: string): number => sumOf(postings.filter(({ city }) => city === code).flatMap(({ lines: sides }) => sides).filter(({ account }) => account.split('/')[3] === place).map(({ side, amountFen }) => (side === 'debit' ? amountFen : -amountFen)));
    const posted = (kind: string): number => sumOf(postings.filter((one) => one.city === code && one.kind === kind).flatMap(({ lines: sides }) => sides).map(({ side, amountFen }) => (side === 'debit' ? amountFen : 0)));
    compare(`${code}: paid in the ledger, and the lines that are settled less what is claimed back`, balance('paid'), inState('settled') - posted('claim-back') + sumOf(items.filter(({ _id, way, state }) => _id.startsWith(code) && way === 'offset' && state === 'offset').map(({ amountFen }) => amountFen)));
    compare(`${code}: in transit in the ledger, and the lines that are with the bank`, balance('in-transit'), inState('accepted'));
    compare(`${code}: reserved in the ledger at the end`, balance('reserved'), 0);
    const held = sumOf(funds.filter(({ city }) => city === code).flatMap(({ reservations }) => reservations).map(({ amountFen }) => amountFen));
    const back = sumOf(funds.filter(({ city }) => city === code).flatMap(({ recoveries }) => recoveries).map(({ amountFen }) => amountFen));
    compare(`${code}: what came back to the fund, and what the ledger says came back`, back, posted('recover') + posted('offset'));
    compare(`${code}: what batches hold of the fund, and what the ledger took out of it`, held - back, -balance('available'));
    compare(`${code}: what is claimed back in the ledger, and what was claimed and neither came back nor was let go`, balance('claimed-back') + balance('waived'), posted('claim-back') - back);
  }
  return faults;
};

/** I5: when a batch is closed each of its lines has come to an end, or waits for a decision that is not the batch's. */
const nothingInBetween: Judge = ({ items, batches }) => {
  const closed = batches.filter(({ batch }) => batch.status === 'closed').map(({ _id }) => _id);
  return items.filter(({ chunk, state }) => (state === 'due' || state === 'accepted') && closed.some((batch) => chunk.startsWith(`${batch}-`))).map(({ _id, chunk, state }) => `I5: ${_id} is ${state} and its batch is closed (${chunk})`);
};

interface HeldDocument { readonly due: { readonly person: string; readonly entitlement: string; readonly subject: string | null; readonly period: string; readonly city: string }; readonly codes: readonly string[] }

interface RightDocument { readonly _id: string; readonly lastMonth?: string | null; readonly spentIn?: string | null; readonly recheck?: { readonly from: string; readonly at: Date } }

/** I9: what somebody is due in a month that was closed became a line, or was held with a reason that is one. */
const nothingForgotten: Judge = ({ world, items, batches }) => {
  const lines = new Set(items.map(({ _id }) => partsOfItem(_id).due));
  const held = new Map(world.store.documentsOf<HeldDocument>('held_lines').map(({ due, codes }) => [`${due.city}${due.person}|${due.entitlement}|${due.subject ?? ''}|${due.period}`, codes]));
  const elsewhere = new Set(items.map(({ _id }) => partsOfItem(_id)).map(({ city, person, period }) => `${city} ${person} ${period}`));
  const mayHaveLost = (city: string, person: string, period: string): boolean => world.cities.all().some(({ code }) => code !== city && elsewhere.has(`${code} ${person} ${period}`)) || batches.some((other) => other.city !== city && other.batch.status !== 'closed');
  const rights = new Map(world.store.documentsOf<RightDocument>('grants').map((right) => [right._id, right]));
  const closed = batches.filter(({ batch }) => batch.status === 'closed');
  const planned = new Map(world.store.documentsOf<{ readonly _id: string; readonly plannedAt: Date }>('populations').map(({ _id, plannedAt }) => [_id, plannedAt.getTime()]));
  /** The city that was first has set the month free since the last batch was planned: the next one decides it anew. */
  const isAskedAnew = (grant: string, period: string, own: typeof closed): boolean => {
    const { recheck } = rights.get(grant) ?? {};
    return recheck !== undefined && recheck.from <= period && own.every(({ _id }) => recheck.at.getTime() >= (planned.get(_id) ?? 0));
  };
  return grantsOf(world.plan).flatMap((grant) => closed.filter(({ city, batch }) => city === grant.city && batch.entitlements.includes(grant.entitlement)).flatMap(({ batch }, _at, own) => {
    const period = grant.times === 'once' ? grant.period : batch.period;
    const due = `${grant.id}|${period}`;
    if (lines.has(due)) return [];
    if (held.get(due)?.includes('duplicate')) return mayHaveLost(grant.city, grant.person, period) || isAskedAnew(grant.id, period, own) ? [] : [`I9: ${due} is held as a duplicate of nothing`];
    // An objection that was upheld ends the right; so does what an officer claims back.
    const { lastMonth = null, spentIn = null } = rights.get(grant.id) ?? {};
    if ((lastMonth !== null && lastMonth < period) || spentIn === '~revoked') return [];
    return held.has(due) || world.corrected.has(grant.person) ? [] : [`I9: ${due} is owed and was forgotten`];
  }));
};

/** I7: nobody altered the record: its verifier reads it from the documents, the receipts of every chunk among them, and compares the heads that were told. */
const chainHolds: Judge = async ({ world }) => {
  const { db } = memoryConnection(world.store, openTurnstile, () => world.simulation.time.nowMs);
  const faults: string[] = [];
  for (const { code } of world.cities.all()) {
    const heads = new KnownHeads();
    const told = world.published.filter(({ type }) => type === auditSealed.type).map(({ data }) => data as KnownHead);
    for (const head of told.filter(({ city }) => city === code)) heads.add(head);
    const parts = { chain: new MongoChainReader(db), receipts: new MongoChunkRoots(db, new MongoChunkStore(db)) };
    await verifyCity(parts, { city: code, heads, report: ({ code: fault, city }) => { faults.push(`I7: ${city} ${fault}`); } });
  }
  return faults;
};
