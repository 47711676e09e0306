import { canonicalJson, groupBy, ok, refuse, type CityCode, type PersonToken, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import { isDuplicateKey } from '@gongjiang/persistence';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import { grantIdOf } from '../grant/grant.js';
import type { GrantStore } from '../grant/grant.store.js';
import type { ItemStore } from '../item/item.store.js';
import type { PastDue } from '../item/item.js';
import type { PersonFacts } from '../person/person.js';
import type { PersonStore } from '../person/person.store.js';
import type { CreditBarStore } from '../person-check/credit-bar.store.js';
import type { ChangeLog } from '../shared/change-log.js';
import type { ClaimRequest, DecidedClaim } from './claim.js';
import { decideClaim, type ClaimDecision } from './claim.decision.js';
import { messagesOfClaim, toldOf } from './claim.messages.js';
import type { ClaimStore } from './claim.store.js';

export interface ClaimPorts {
  readonly claims: ClaimStore;
  readonly grants: GrantStore;
  readonly persons: PersonStore;
  readonly items: Pick<ItemStore, 'takenOver'>;
  readonly creditBars: CreditBarStore;
  readonly packs: PackSet;
}

/** Who hands claims in, an officer or `event`, and from where. */
export interface ClaimsBy {
  readonly actor: string;
  readonly source: string;
}

/** What became of requests: new ones are decided, those known with the same facts are unchanged. */
export interface Registered {
  readonly decided: readonly ClaimDecision[];
  readonly unchanged: readonly ClaimRequest[];
  /** How many of these the very same source brought before: a file whose import was interrupted. */
  readonly again: number;
  /** Known with other facts: a correction, which does not come in by claiming again. */
  readonly contradicting: readonly ClaimRequest[];
}

/**
 * From so many claims on, the write that decides them tells of them itself: a document a message in the outbox takes more
 * than the claims do. Fewer go by the outbox, which is carried a thousand at once, and not some writes at a time.
 */
const CLAIMS_TOLD_TOGETHER = 20;
/** Files and events that bring the same claims meet once or twice; more is something else. */
const MAX_TRIES = 10;

/** Takes claims in and decides them. The same claim twice, by file or by event, is one claim. */
export class ClaimService {
  constructor(private readonly ports: ClaimPorts, private readonly changes: ChangeLog) {}

  /** Registers up to a thousand claims of one city in one write; `persons` where whoever calls has read them already. */
  async register(city: CityCode, requests: readonly ClaimRequest[], by: ClaimsBy & { readonly persons?: ReadonlyMap<PersonToken, PersonFacts> }): Promise<Registered> {
    const { persons, ...who } = by;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.registerOnce(city, requests, { by: who, persons });
      } catch (error) {
        // Another file or event has brought some of them in this moment: they are known now.
        if (!isDuplicateKey(error) || tries === MAX_TRIES) throw error;
      }
    }
  }

  /** Registers one claim of somebody whom the registry knows. A claim that is known with the same facts is answered as it stands. */
  async claim(request: ClaimRequest, by: ClaimsBy): Promise<Result<{ readonly decided: DecidedClaim; readonly unchanged: boolean }, Refusal>> {
    const persons = await this.personsOf(request.city, [request.person]);
    if (!persons.has(request.person)) return refuse('claim.payee-unknown');
    const { decided: [fresh], contradicting } = await this.register(request.city, [request], by);
    if (contradicting.length > 0) return refuse('claim.claimed-otherwise', { claim: grantIdOf(request) });
    const [known] = fresh ? [fresh.claim] : await this.ports.claims.find([grantIdOf(request)]);
    if (!known) throw new Error('A claim that was registered is not there');
    return ok({ decided: known, unchanged: fresh === undefined });
  }

  private async registerOnce(city: CityCode, requests: readonly ClaimRequest[], { by, persons: known }: { readonly by: ClaimsBy; readonly persons: ReadonlyMap<PersonToken, PersonFacts> | undefined }): Promise<Registered> {
    const sorted = await this.sort(requests);
    if (sorted.fresh.length === 0) return { ...sorted, decided: [] };
    const tokens = [...new Set(sorted.fresh.map((request) => request.person))];
    const [persons, takenOver, credit] = await Promise.all([known ?? this.personsOf(city, tokens), this.takenOver(city, sorted.fresh), this.ports.creditBars.standing(city, tokens)]);
    const decided = sorted.fresh.map((request) => decideClaim(this.ports.packs, request, { person: persons.get(request.person), takenOver: takenOver.get(request.person) ?? [], credit: credit.get(request.person) ?? [] }));
    await this.changes.inOneWrite((transaction) => this.write(city, decided, by, transaction));
    return { ...sorted, decided };
  }

  /** The registry's facts of these persons: a roster's row for somebody unknown is refused before it becomes a claim. */
  async personsOf(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, PersonFacts>> {
    return this.ports.persons.facts(city, tokens);
  }

  /** What was paid before the platform bears on what is not paid monthly alone: rosters of allowances need not ask. */
  private async takenOver(city: CityCode, requests: readonly ClaimRequest[]): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>> {
    const others = requests.filter(({ entitlement }) => describeEntitlement(this.ports.packs, entitlement)?.times !== 'monthly');
    return this.ports.items.takenOver(city, [...new Set(others.map(({ person }) => person))]);
  }

  private async sort(requests: readonly ClaimRequest[]): Promise<Omit<Registered, 'decided'> & { fresh: readonly ClaimRequest[] }> {
    const first = [...groupBy(requests, grantIdOf).values()].map((same) => same[0] as ClaimRequest);
    const known = new Map((await this.ports.claims.find(first.map(grantIdOf))).map((claim) => [claim.id, claim]));
    const isSame = (request: ClaimRequest): boolean => {
      const before = known.get(grantIdOf(request));
      return before !== undefined && saysTheSame(before, request);
    };
    return {
      fresh: first.filter((request) => !known.has(grantIdOf(request))),
      unchanged: first.filter(isSame),
      again: first.filter((request) => isSame(request) && known.get(grantIdOf(request))?.source === request.source).length,
      contradicting: first.filter((request) => known.has(grantIdOf(request)) && !isSame(request)),
    };
  }

  private async write(city: CityCode, decided: readonly ClaimDecision[], by: ClaimsBy, transaction: Transaction): Promise<void> {
    const at = this.changes.now();
    const isBulk = decided[0]?.claim.origin === 'roster' || decided.length >= CLAIMS_TOLD_TOGETHER;
    const told = decided.map(toldOf);
    await this.ports.claims.add({ claims: decided.map(({ claim }) => claim), receipts: decided.map(({ receipt }) => receipt), ...(isBulk ? { toTell: { at, claims: told } } : {}) }, transaction);
    await this.ports.grants.open(decided.flatMap(({ grant }) => (grant ? [grant] : [])), transaction);
    const events = isBulk ? [] : told.flatMap((claim) => messagesOfClaim(claim, at));
    await this.changes.record({ city, ...by, kind: 'claims.decided', object: objectOf(decided), events }, transaction);
  }
}

/** What was stated at first stays a known statement after a correction: an event that comes again contradicts nothing. */
function saysTheSame(known: DecidedClaim, { period, facts }: ClaimRequest): boolean {
  const text = canonicalJson(facts);
  return known.period === period && [known, ...known.corrections].some((stated) => canonicalJson(stated.facts) === text);
}

/** The file or event that the claims came by; a claim by interface stands for itself. */
function objectOf([first]: readonly ClaimDecision[]): string {
  if (!first) return '';
  return first.claim.origin === 'api' ? first.claim.id : first.claim.source;
}
