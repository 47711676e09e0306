import type { PolicyAnswer } from '../answer.js';
import type { PackSet } from '../pack/pack-set.js';
import type { PolicyRequest } from '../request.js';
import { TraceJournal, silentJournal } from './journal.js';
import { Round, compete, isWaiting, type Decided, type OpenJournal } from './round.js';

/** Decides every claim of a request, with the trace of each. Pure: nothing is read besides the arguments. */
export function decide(packs: PackSet, request: PolicyRequest): PolicyAnswer {
  return { decisions: decideAll(packs, request, () => new TraceJournal()).map(({ decision }) => decision) };
}

/** The same decisions without a trace, for counting over many. */
export function decideUntraced(packs: PackSet, request: PolicyRequest): PolicyAnswer {
  return { decisions: decideAll(packs, request, () => silentJournal).map(({ decision }) => decision) };
}

/** Each claim by itself, then the rivals among them, then what is left of each. */
export function decideAll(packs: PackSet, request: PolicyRequest, openJournal: OpenJournal): Decided[] {
  const round = new Round(packs, request, openJournal);
  const stands = request.claims.map((claim) => round.first(claim));
  if (stands.length > 1) compete(stands.filter(isWaiting));
  return stands.map((stand) => (isWaiting(stand) ? round.last(stand) : stand));
}
