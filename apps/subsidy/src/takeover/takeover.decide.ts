import { impossible, ok, refuse, separationOfDuties, type Day, type Refusal, type Result } from '@gongjiang/kernel';
import type { Takeover, TakeoverSummary } from './takeover.js';

interface By {
  readonly actor: string;
  readonly on: Day;
}
export type TakeoverCommand =
  | { readonly kind: 'hand-in'; readonly actor: string; readonly summary: TakeoverSummary }
  | (By & { readonly kind: 'accept' })
  | (By & { readonly kind: 'reject'; readonly reason: string })
  | { readonly kind: 'count'; readonly leftOut: number };

/** What may follow a status. A refusal changes nothing. */
export const TAKEOVER_TRANSITIONS = {
  receiving: ['hand-in'],
  'in-review': ['accept', 'reject'],
  accepted: ['count'],
  counted: [],
  rejected: [],
} as const satisfies Record<Takeover['status'], readonly TakeoverCommand['kind'][]>;

export type TakeoverRefusalCode = 'takeover.wrong-status' | 'takeover.empty' | 'duty.same-person';
export type TakeoverDecision = Result<Takeover, Refusal<TakeoverRefusalCode>>;

/** Carries a command out: whoever handed the file in does not review it. */
export function decideTakeover(command: TakeoverCommand, takeover: Takeover): TakeoverDecision {
  const may: readonly string[] = TAKEOVER_TRANSITIONS[takeover.status];
  if (!may.includes(command.kind)) return refuse('takeover.wrong-status', { status: takeover.status, command: command.kind });
  switch (command.kind) {
    case 'hand-in': return handIn(command, takeover);
    case 'accept': return review(command, takeover, (reviewed) => ({ ...reviewed, status: 'accepted', acceptedBy: command.actor, acceptedOn: command.on }));
    case 'reject': return review(command, takeover, (reviewed) => ({ ...reviewed, status: 'rejected', rejectedBy: command.actor, rejectedOn: command.on, reason: command.reason }));
    case 'count': return ok({ ...(takeover as Extract<Takeover, { status: 'accepted' }>), status: 'counted', leftOut: command.leftOut });
    default: return impossible(command);
  }
}

function handIn({ summary }: Extract<TakeoverCommand, { kind: 'hand-in' }>, takeover: Takeover): TakeoverDecision {
  return summary.dues === 0 ? refuse('takeover.empty') : ok({ ...takeover, status: 'in-review', summary });
}

function review({ actor }: By, takeover: Takeover, reviewed: (takeover: Extract<Takeover, { status: 'in-review' }>) => Takeover): TakeoverDecision {
  const chain = takeover.handedInBy.map((actorId) => ({ step: 'handler', actorId } as const));
  const mayReview = separationOfDuties(chain, { step: 'reviewer', actorId: actor });
  return mayReview.ok ? ok(reviewed(takeover as Extract<Takeover, { status: 'in-review' }>)) : mayReview;
}
