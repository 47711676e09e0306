import { BATCH_TRANSITIONS } from '../batch/batch.decide.js';
import { CHUNK_STEPS } from '../chunk/chunk.js';
import { ACCOUNT_CHANGE_STATUSES } from '../account-change/account-change.js';
import { CLAWBACK_STATUSES } from '../clawback/clawback.js';
import { CANCELLATION_STEPS } from '../disbursement-control/cancellation.js';
import { CONTROL_TRANSITIONS } from '../disbursement-control/control.decide.js';
import { OBJECTION_STATUSES } from '../objection/objection.js';
import { NOTICE_STEPS } from '../notice/notice.step.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import type { WorkSteps } from '../worker.parts.js';

/** The steps that the statement's reader takes with a page; they have no runner, so their writes are what is stood around. */
const STATEMENT_WRITES = ['apply-bookings', 'post-bookings', 'finish-settlement'] as const;

const around = (...places: readonly string[]): readonly string[] => places.flatMap((place) => [`${place}/before`, `${place}/after`]);

/** What officers bring along in one write: before it, and in it when its document is written and its record is not. */
const becoming = (what: string, statuses: readonly string[]): readonly string[] => statuses.flatMap((status) => [`${what}/${status}/before`, `${what}/${status}/in-transaction`]);

/**
 * Every place at which a process may die, read off the state machines themselves: a step or transition that is added
 * tomorrow is in here without anybody remembering it.
 */
export const PLACES: readonly string[] = [
  ...around(...[...CHUNK_STEPS.planned, ...CHUNK_STEPS.calculated, ...CHUNK_STEPS.instructed].map((step) => `chunk/${step}`)),
  ...around(...[...new Set([...STATEMENT_WRITES, ...CHUNK_STEPS.answered])].map((step) => `statement/${step}`)),
  ...around(...NOTICE_STEPS.map((step) => `notice/${step}`)),
  ...around(...CANCELLATION_STEPS.map((step) => `cancellation/${step}`)),
  ...Object.keys(BATCH_TRANSITIONS).flatMap((command) => [`batch/${command}/before`, `batch/${command}/in-transaction`]),
  ...Object.keys(CONTROL_TRANSITIONS).flatMap((command) => around(`control/${command}`)),
  ...becoming('clawback', CLAWBACK_STATUSES), ...becoming('account-change', ACCOUNT_CHANGE_STATUSES), ...becoming('objection', OBJECTION_STATUSES),
];

/** Somebody comes by a place: it may be the last thing that the process does, or it sleeps there. */
export type PassBy = (place: string) => Promise<void> | undefined;

/** The runners of steps that pass by before and after each. */
export function stepsBy(by: PassBy): Required<Pick<WorkSteps, 'step' | 'noticeStep' | 'cancellationStep'>> {
  const runner = (name: string) => async <T>(step: string, run: () => Promise<T>): Promise<T> => {
    await by(`${name}/${step}/before`);
    const done = await run();
    await by(`${name}/${step}/after`);
    return done;
  };
  return { step: runner('chunk'), noticeStep: runner('notice'), cancellationStep: runner('cancellation') };
}

/** The parts with somebody standing at their places. */
export function watched(by: PassBy, parts: SubsidyParts): SubsidyParts {
  stand(parts.batchService, 'within', async (run, [, , command]) => {
    await by(`batch/${command.kind}/before`);
    const done = await run();
    await by(`batch/${command.kind}/in-transaction`);
    return done;
  });
  stand(parts.brakes, 'act', async (run, [, command]) => {
    await by(`control/${command.kind}/before`);
    const done = await run();
    await by(`control/${command.kind}/after`);
    return done;
  });
  const saving = async <T>(what: string, status: string, run: () => Promise<T>): Promise<T> => {
    await by(`${what}/${status}/before`);
    const done = await run();
    await by(`${what}/${status}/in-transaction`);
    return done;
  };
  stand(parts.clawbackCases, 'save', (run, [{ clawback }]) => saving('clawback', clawback.status, run));
  stand(parts.accountChanges, 'save', (run, [{ status }]) => saving('account-change', status, run));
  stand(parts.objections, 'save', (run, [{ status }]) => saving('objection', status, run));
  const statement = async <T>(step: string, run: () => Promise<T>): Promise<T> => {
    await by(`statement/${step}/before`);
    const done = await run();
    await by(`statement/${step}/after`);
    return done;
  };
  stand(parts.items, 'applyBookings', (run) => statement('apply-bookings', run));
  stand(parts.ledger, 'post', (run, [postings]) => (postings[0]?.id.startsWith('settle|') || postings[0]?.id.startsWith('return|') ? statement('post-bookings', run) : run()));
  stand(parts.chunks, 'toSettled', (run) => statement('finish-settlement', run));
  return parts;
}

type Method = (...of: never[]) => Promise<unknown>;

/** Puts something around a method of one object. */
function stand<T extends object, Name extends keyof T>(object: T, name: Name, around_: T[Name] extends Method ? (run: () => ReturnType<T[Name]>, of: Parameters<T[Name]>) => ReturnType<T[Name]> | Promise<Awaited<ReturnType<T[Name]>>> : never): void {
  const own = (object[name] as unknown as (...of: unknown[]) => unknown).bind(object);
  Object.assign(object, { [name]: (...of: unknown[]) => (around_ as unknown as (run: () => unknown, of: unknown[]) => unknown)(() => own(...of), of) });
}
