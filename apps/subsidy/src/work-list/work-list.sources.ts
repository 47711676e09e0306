import type { CityCode } from '@gongjiang/kernel';
import { chinaDayOf } from '../business-date/business-date.calendar.js';
import type { AccountChangeStore } from '../account-change/account-change.store.js';
import type { Batch } from '../batch/batch.js';
import type { BatchStore, KeptBatch } from '../batch/batch.store.js';
import type { CaseStore } from '../case/case.store.js';
import type { ClawbackStore } from '../clawback/clawback.store.js';
import { deadlineOf, waitingFor as clawbackWaitsFor, type Waiting } from '../clawback/clawback.waiting.js';
import { controlIdOf } from '../disbursement-control/control.js';
import type { ControlStore } from '../disbursement-control/control.store.js';
import type { FundChangeStore } from '../fund/fund-change.store.js';
import type { ItemStore } from '../item/item.store.js';
import type { ObjectionStore } from '../objection/objection.store.js';
import type { TakeoverStore } from '../takeover/takeover.store.js';
import type { WaitingWork } from './work-list.js';

/** Of one kind at once: who has more waiting sees the oldest, and the rest in the list of its own. */
export const MAX_OF_A_KIND = 100;

export interface WorkListPorts {
  readonly batches: BatchStore;
  readonly accountChanges: AccountChangeStore;
  readonly objections: ObjectionStore;
  readonly clawbackCases: ClawbackStore;
  readonly fundChanges: FundChangeStore;
  readonly takeovers: TakeoverStore;
  readonly cases: CaseStore;
  readonly controls: ControlStore;
  readonly items: Pick<ItemStore, 'owed'>;
}

type Known = Pick<WaitingWork, 'step' | 'roles'>;

/** What a batch waits for in each status; nothing where the system or the bank is at work. */
const BATCH_STEPS = {
  draft: { step: 'calculation', roles: ['handler'] },
  calculated: { step: 'submission', roles: ['handler'] },
  returned: { step: 'calculation', roles: ['handler'] },
  submitted: { step: 'review', roles: ['reviewer'] },
  cleared: { step: 'approval', roles: ['approver'] },
  approved: { step: 'release', roles: ['releaser'] },
  reconciled: { step: 'closing', roles: ['finance'] },
} as const satisfies Partial<Record<Batch['status'], Known>>;

const CLAWBACK_ROLES = {
  notification: ['handler'], statement: ['handler', 'reviewer'], decision: ['approver'], appeal: [], 'appeal-decision': ['approver'], 'waiver-decision': ['approver'], payment: ['finance'],
} as const satisfies Record<Waiting, WaitingWork['roles']>;

/** All that waits in a city for anybody. */
export async function allWaiting(ports: WorkListPorts, city: CityCode): Promise<readonly WaitingWork[]> {
  const page = { after: null, limit: MAX_OF_A_KIND } as const;
  const [batches, accounts, objections, clawbacks, funds, takeovers, cases, resting, owed] = await Promise.all([
    ports.batches.inStatus(Object.keys(BATCH_STEPS) as (keyof typeof BATCH_STEPS)[]),
    ports.accountChanges.page(city, { status: 'proposed', ...page }),
    ports.objections.page(city, { status: 'open', ...page }),
    ports.clawbackCases.page(city, { waiting: null, person: null, overdueOn: null, ...page }),
    ports.fundChanges.ofCity(city, { status: 'proposed', ...page }),
    ports.takeovers.ofCity(city, page),
    ports.cases.page(city, { status: 'open', ...page }),
    ports.controls.resting(city, page),
    owedLines(ports, city),
  ]);
  return [
    ...batches.filter(({ batch }) => batch.city === city).flatMap(ofBatch),
    ...accounts.map(({ change }): WaitingWork => ({ kind: 'account-change', object: change.id, step: 'confirmation', roles: ['reviewer'], notBy: [change.proposedBy], since: change.proposedOn, until: null })),
    ...objections.map(({ objection }): WaitingWork => ({ kind: 'objection', object: objection.id, step: 'decision', roles: ['reviewer', 'approver'], notBy: [objection.filedBy], since: objection.filedOn, until: null })),
    ...clawbacks.flatMap(({ clawback, changes }): WaitingWork[] => {
      const waiting = clawbackWaitsFor(clawback);
      const since = changes.at(-1)?.on;
      return waiting === null || since === undefined ? [] : [{ kind: 'clawback', object: clawback.id, step: waiting, roles: CLAWBACK_ROLES[waiting], notBy: waiting === 'decision' || waiting === 'appeal-decision' ? clawback.chain.map(({ actorId }) => actorId) : [], since, until: deadlineOf(clawback) }];
    }),
    ...funds.map(({ change }): WaitingWork => ({ kind: 'fund-change', object: change.id, step: 'confirmation', roles: ['finance', 'approver'], notBy: [change.proposedBy], since: change.proposedOn, until: null })),
    ...takeovers.flatMap(({ takeover }): WaitingWork[] => (takeover.status === 'in-review' ? [{ kind: 'takeover', object: takeover.id, step: 'acceptance', roles: ['reviewer'], notBy: takeover.handedInBy, since: null, until: null }] : [])),
    ...cases.map((found): WaitingWork => ({ kind: 'reconciliation-case', object: found.id, step: 'owner', roles: ['finance'], notBy: [], since: found.day, until: null })),
    ...owed,
    ...resting.map(({ control }): WaitingWork => ({ kind: 'payments-resting', object: controlIdOf(control.scope), step: control.status === 'running' ? 'none' : control.status === 'resting' ? 'resumption' : 'confirmation', roles: ['releaser', 'finance'], notBy: 'asked' in control ? [control.asked.by] : [], since: 'since' in control ? chinaDayOf(control.since) : null, until: null })),
  ];
}

/** Lines that came back, of payees for whom nobody has proposed another account yet. */
async function owedLines({ items, accountChanges }: WorkListPorts, city: CityCode): Promise<readonly WaitingWork[]> {
  const lines = await items.owed(city, { person: null, after: null, limit: MAX_OF_A_KIND });
  const changing = await Promise.all([...new Set(lines.map(({ due }) => due.person))].map(async (person) => ((await accountChanges.openOf(city, person)) ? person : undefined)));
  return lines.filter(({ due }) => !changing.includes(due.person)).map(({ id, returnedOn }) => ({ kind: 'owed-line', object: id, step: 'account-changes', roles: ['handler'], notBy: [], since: returnedOn, until: null }));
}

function ofBatch({ batch, changes }: KeptBatch): readonly WaitingWork[] {
  const known = (BATCH_STEPS as Partial<Record<Batch['status'], Known>>)[batch.status];
  const since = changes.at(-1)?.on;
  if (!known || since === undefined) return [];
  const notBy = batch.chain.filter(({ step }) => !(known.roles as readonly string[]).includes(step)).flatMap(({ actorId, standsInFor }) => (standsInFor === undefined ? [actorId] : [actorId, standsInFor]));
  return [{ kind: 'batch', object: batch.id, ...known, notBy: batch.status === 'cleared' && batch.firstApprover !== null ? [...notBy, batch.firstApprover] : notBy, since, until: null }];
}
