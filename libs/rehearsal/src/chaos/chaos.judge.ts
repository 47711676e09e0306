import type { CloudEvent } from '@gongjiang/contracts';
import { startProcess } from '@gongjiang/servers';
import { bankAgrees } from '../checks/bank-agrees.js';
import { booksBalance } from '../checks/books-balance.js';
import { itemsTold } from '../checks/events-complete.js';
import { eventsTold } from '../checks/events.told.js';
import { dueOnce, paidOnce } from '../checks/paid-once.js';
import { itemsOf, type SeenItem } from '../checks/seen-items.js';
import type { BankOffice, BankPayment } from '../office/bank.office.js';
import type { Batch } from '../office/office.shapes.js';
import { DUE_FEN, type RunCity } from './chaos.city.js';
import type { ChaosOfficers } from './chaos.officers.js';
import { serversEnvironment } from '../platform/platform.js';
import type { ChaosPlatform } from './chaos.platform.js';

/** A run that has come to rest. */
export interface Rested {
  readonly platform: ChaosPlatform;
  readonly bank: BankOffice;
  readonly officers: ChaosOfficers;
  readonly city: RunCity;
  readonly persons: number;
  /** What is claimed back leaves what the ledger calls paid: then `ledger check` alone says whether it agrees. */
  readonly isClaimedBack: boolean;
}

/** What must hold after a run (I1–I8), in sentences that begin with the invariant; each is asked of those who know it by themselves. */
export async function judgedRun(run: Rested): Promise<readonly string[]> {
  const batches = await run.officers.batches();
  const own = batches.map((batch) => ({ ...batch, city: run.city.code, heldByCode: {} }));
  const [items, payments, ledger, events] = await Promise.all([itemsOf(run, own), run.bank.payments(), run.officers.office.ledger(), eventsTold(run.platform)]);
  const closed = batches.filter(({ status }) => status === 'closed');
  const sent = items.filter(({ state }) => SENT.includes(state));
  const ofCity = events.filter(({ subject }) => subject.startsWith(run.city.code));
  return [
    ...named('I1', [...paidOnce(payments), ...dueOnce(items.filter(({ state }) => state !== ('void' as string))), ...overpaid(items, payments)]),
    ...named('I2', [...bankAgrees(sent, payments), ...booksBalance({ [run.city.code]: ledger }, payments).filter((fault) => !run.isClaimedBack || !fault.includes(' fen were paid'))]),
    ...named('I5', items.filter(({ state }) => !TERMINAL.includes(state)).map(({ id, state }) => `${id} is ${state} at the end`)),
    ...named('I6', [...itemsTold(ofCity.filter(({ type }) => type.includes('.payment.')), sent), ...changesTold(ofCity, batches)]),
    ...named('I8', closed.length === 1 ? closed.flatMap((batch) => totals(batch, items.filter(({ batchId }) => batchId === batch.id), run.persons)) : [`${closed.length} batches are closed`]),
    ...(await Promise.all([proof(run, 'I3', 'apps/subsidy/dist/check-ledger.js', []), proof(run, 'I7', 'apps/subsidy/dist/verify.js', ['--kafka'])])).flat(),
  ];
}

/** It reads a city's books: seconds, on a machine that does nothing else. */
const PROOF_WITHIN_MS = 120_000;
/** What the bank was told of. */
const SENT: readonly string[] = ['settled', 'rejected', 'returned', 'accepted'];
/** From these nothing goes on by itself. */
const TERMINAL: readonly string[] = ['settled', 'rejected', 'returned', 'void', 'withheld', 'offset', 'overpaid'];
/** Of an objection in a batch only its own case is told. */
const UNTOLD: readonly string[] = ['lines-withheld', 'lines-restored'];

function named(invariant: string, faults: readonly string[]): readonly string[] {
  return faults.map((fault) => `${invariant}: ${fault}`);
}

/** A due is paid what it is entitled to, and no more; in all, so many have a line as there are persons. */
function overpaid(items: readonly SeenItem[], payments: readonly BankPayment[]): readonly string[] {
  const paidFen = payments.filter(({ status }) => status === 'settled').reduce((sum, { amountFen }) => sum + amountFen, 0);
  const dues = new Set(items.map(({ person, period }) => `${person} ${period}`));
  return [
    ...payments.filter(({ amountFen }) => amountFen !== DUE_FEN).map(({ endToEndId, amountFen }) => `${endToEndId} is ${amountFen}, and each is due ${DUE_FEN}`),
    ...(paidFen > dues.size * DUE_FEN ? [`${paidFen} fen were paid, and ${dues.size} persons are due ${dues.size * DUE_FEN}`] : []),
  ];
}

/** A calculation that is begun anew is told as one that begins. */
const TOLD_AS: Readonly<Record<string, string>> = { 'calculation-restarted': 'calculation-started' };

/** Each change of a batch is told under one id. */
function changesTold(events: readonly CloudEvent[], batches: readonly Batch[]): readonly string[] {
  return batches.flatMap(({ id, changes }) => {
    const told = new Map(events.filter(({ type, subject }) => subject === id && type.startsWith('gongjiang.subsidy.batch.')).map((event) => [event.id, `${Number(event.sequence)} ${event.type.split('.')[3]}`]));
    const happened = changes.flatMap(({ kind }, at) => (UNTOLD.includes(kind) ? [] : [`${at + 1} ${TOLD_AS[kind] ?? kind}`]));
    return [...told.values()].sort().join() === happened.sort().join() ? [] : [`${id} went through ${happened.join(', ')}; told was ${[...told.values()].join(', ')}`];
  });
}

/** The batch's sums are its lines'. */
function totals({ id, lines, heldLines, outcome }: Batch, items: readonly SeenItem[], persons: number): readonly string[] {
  const count = (...states: readonly string[]): string => {
    const own = items.filter(({ state }) => states.includes(state));
    return `${own.length} lines, ${own.reduce((sum, { amountFen }) => sum + amountFen, 0)} fen`;
  };
  const compare = (what: string, said: string, is: string): readonly string[] => (said === is ? [] : [`${id} says of ${what} ${said}, and there are ${is}`]);
  if (!outcome) return [`${id} is closed without an outcome`];
  return [
    ...compare('persons', `${persons}`, `${items.length + (heldLines ?? 0)}`), ...compare('lines', `${lines}`, `${items.length}`),
    // What came back after the batch was reconciled was settled then.
    ...compare('what was sent', `${outcome.settledLines + outcome.returnedLines} lines, ${outcome.settledFen + outcome.returnedFen} fen`, count('settled', 'returned')),
    ...compare('what was refused', `${outcome.rejectedLines} lines, ${outcome.rejectedFen} fen`, count('rejected')),
    ...compare('what was not sent', `${outcome.unpaidLines} lines, ${outcome.unpaidFen} fen`, count('void', 'withheld')),
  ];
}

/** `ledger check` and `audit verify`, each a program of its own that reads what lies there. */
async function proof({ platform, city }: Rested, invariant: string, entry: string, args: readonly string[]): Promise<readonly string[]> {
  const { options, secrets, topicPrefix } = platform;
  const process = await startProcess(entry, {
    args: [...args, '--city', city.code], readyLine: /./, readyWithinMs: PROOF_WITHIN_MS,
    environment: {
      ...serversEnvironment(options.servers), GONGJIANG_KAFKA_TOPIC_PREFIX: topicPrefix,
      GONGJIANG_SUBSIDY_DATABASE: `${options.namespace}_subsidy`, GONGJIANG_FIELD_KEYS: secrets.fieldKeys,
    },
  });
  const { code } = await process.ended;
  return code === 0 ? [] : [`${invariant}: ${entry} ended with ${code}: ${process.logs().trim().slice(0, 1_000)}`];
}
