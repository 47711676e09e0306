import { ok, refuse, subtractFen, type Day, type Fen, type Refusal, type Result, type Year } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import { programmeFunds } from '../city/city.funds.js';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { WORKER_SOURCE } from '../shared/source.js';
import type { BudgetSource } from './fund.js';
import { bringAbout, mayCloseNow, type ConfirmedChange, type Effect, type EffectPorts, type FundStepRunner } from './fund-change.effect.js';
import { fundChangeId, type FundChange, type FundMatter } from './fund-change.js';
import { checkMatter, decideFundChange, MAX_OPEN_PROPOSALS, type FundChangeCommand, type FundFacts } from './fund-change.decide.js';
import { fundMessagesOf } from './fund-change.messages.js';
import type { KeptFundChange } from './fund-change.store.js';
import { shareBudgetFen } from './fund.move.js';
import { fundSettingsOf } from './fund.settings.js';

/** What is proposed, as a person says it: a budget as the sum that it shall be, or as a change of it. */
export type Asked =
  | { readonly kind: 'budget'; readonly source: BudgetSource; readonly earmark: readonly string[]; readonly budgetFen: Fen }
  | { readonly kind: 'budget-change'; readonly source: BudgetSource; readonly earmark: readonly string[]; readonly changeFen: Fen }
  | { readonly kind: 'transfer'; readonly source: BudgetSource; readonly toFund: string; readonly amountFen: Fen }
  | { readonly kind: 'year-close' };

export interface Proposal {
  readonly fund: string;
  readonly year: Year;
  readonly asked: Asked;
  readonly reason: string;
  readonly document: string;
}
export type FundChangeOutcome = Result<KeptFundChange, Refusal>;
/** Which change is decided on, in the version that the person has seen. */
export interface FundChangeTarget {
  readonly id: string;
  readonly version: number;
}

/** Changes brought about again in one look: what stands longer than that is not for want of looking. */
const MAX_TAKEN_UP = 100;
const plainStep: FundStepRunner = (_step, run) => run();

/** Budgets, transfers and the ends of years: proposed by one person, confirmed by another, then brought about. */
export class FundChangeService {
  constructor(private readonly ports: EffectPorts, private readonly log: ChangeLog, private readonly step: FundStepRunner = plainStep) {}

  async propose(by: By, { fund, year, asked, reason, document }: Proposal): Promise<FundChangeOutcome> {
    const known = this.ports.cities.find(by.city);
    if (!known) return refuse('city.unknown', { city: by.city });
    if (!programmeFunds(known).has(fund)) return refuse('fund.unknown-fund', { fund });
    const key = { city: by.city, fund, year };
    const matter = await this.matterOf(key, asked);
    const checked = checkMatter(matter, key, await this.factsOf(key, matter, by.on));
    if (!checked.ok) return checked;
    return this.log.inOneWrite(async (transaction) => {
      const { all, proposed } = await this.ports.fundChanges.count(key, transaction);
      if (proposed >= MAX_OPEN_PROPOSALS) return refuse('fund-change.too-many-open', { most: MAX_OPEN_PROPOSALS });
      const change: FundChange = { id: fundChangeId(key, all + 1), ...key, matter, reason, document, proposedBy: by.actor, proposedOn: by.on, status: 'proposed' };
      const saved = await this.ports.fundChanges.save(change, 0, transaction);
      if (!saved.ok) return saved;
      await this.log.record({ city: by.city, actor: by.actor, kind: 'fund-change.proposed', object: change.id, source: by.source, events: [] }, transaction);
      return ok({ change, version: saved.value });
    });
  }

  /** Confirms, and brings it about at once. Where that is interrupted, `takeUp` ends it. */
  async confirm(by: By, target: FundChangeTarget): Promise<FundChangeOutcome> {
    const found = await this.ports.fundChanges.load(by.city, target.id);
    if (!found) return refuse('fund-change.unknown', { change: target.id });
    const possible = await this.mayBe(found.change, by.on);
    if (found.change.status === 'proposed' && !possible.ok) return possible;
    const confirmed = await this.decide(by, target, { kind: 'confirm', actor: by.actor, on: by.on });
    return confirmed.ok ? this.finish(confirmed.value, by.source) : confirmed;
  }

  /** Turns a proposal down, or takes the own one back. */
  reject(by: By, target: FundChangeTarget, reason: string): Promise<FundChangeOutcome> {
    return this.decide(by, target, { kind: 'reject', actor: by.actor, on: by.on, reason });
  }

  /** Ends what was confirmed and interrupted. Each on its own: one that still cannot be does not keep the others. */
  async takeUp(): Promise<void> {
    const errors: unknown[] = [];
    for (const kept of await this.ports.fundChanges.confirmed(MAX_TAKEN_UP)) await this.finish(kept, WORKER_SOURCE).catch((error: unknown) => { errors.push(error); });
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
  }

  private async decide(by: By, { id, version }: FundChangeTarget, command: FundChangeCommand): Promise<FundChangeOutcome> {
    return this.log.inOneWrite(async (transaction) => {
      const found = await this.ports.fundChanges.load(by.city, id, transaction);
      if (!found) return refuse('fund-change.unknown', { change: id });
      if (found.version !== version) return refuse('precondition.failed');
      const decided = decideFundChange(command, found.change);
      if (!decided.ok) return decided;
      const saved = await this.ports.fundChanges.save(decided.value, version, transaction);
      if (!saved.ok) return saved;
      await this.log.record({ city: by.city, actor: by.actor, kind: `fund-change.${decided.value.status}`, object: id, source: by.source, events: [] }, transaction);
      return ok({ change: decided.value, version: saved.value });
    });
  }

  private async finish(kept: KeptFundChange, source: string): Promise<FundChangeOutcome> {
    if (kept.change.status !== 'confirmed') return ok(kept);
    const effect = await bringAbout(this.ports, kept.change, this.step);
    const recorded = await this.step('record', () => this.record(kept.change as ConfirmedChange, effect, source));
    return recorded.ok && !effect.ok ? effect : recorded;
  }

  /** The books, the audit entry and the event, in one write with the change's last state; once, whoever is first. */
  private async record(change: ConfirmedChange, effect: Effect, source: string): Promise<FundChangeOutcome> {
    return this.log.inOneWrite(async (transaction) => {
      const found = await this.ports.fundChanges.load(change.city, change.id, transaction);
      if (found?.change.status !== 'confirmed') return found ? ok(found) : refuse('fund-change.unknown', { change: change.id });
      const ended: FundChange = effect.ok ? { ...change, status: 'effective' } : { ...change, status: 'refused', code: effect.refusal.code };
      const saved = await this.ports.fundChanges.save(ended, found.version, transaction);
      if (!saved.ok) return saved;
      if (effect.ok) await this.log.post(effect.value, transaction);
      const events = fundMessagesOf(ended, saved.value, this.log.now());
      await this.log.record({ city: change.city, actor: change.confirmedBy, kind: `fund-change.${ended.status}`, object: change.id, source, events }, transaction);
      return ok({ change: ended, version: saved.value });
    });
  }

  private async mayBe(change: FundChange, today: Day): Promise<Result<true, Refusal>> {
    const checked = checkMatter(change.matter, change, await this.factsOf(change, change.matter, today));
    return checked.ok && change.matter.kind === 'year-close' ? mayCloseNow(this.ports, change) : checked;
  }

  private async matterOf({ city, fund, year }: FundYear, asked: Asked): Promise<FundMatter> {
    if (asked.kind !== 'budget' && asked.kind !== 'budget-change') return asked;
    const share = { source: asked.source, earmark: [...new Set(asked.earmark)].sort() };
    const seenFen = shareBudgetFen(await this.ports.funds.find(city, fund, year), share);
    const changeFen = asked.kind === 'budget' ? subtractFen(asked.budgetFen, seenFen) : asked.changeFen;
    return { kind: 'budget', ...share, changeFen, seenFen };
  }

  private async factsOf(key: FundYear, matter: FundMatter, today: Day): Promise<FundFacts> {
    const city = this.ports.cities.get(key.city);
    const fund = await this.ports.funds.find(key.city, key.fund, key.year);
    const target = matter.kind !== 'transfer' ? undefined : {
      fund: await this.ports.funds.find(key.city, matter.toFund, key.year), settings: fundSettingsOf(city, matter.toFund), isKnown: programmeFunds(city).has(matter.toFund),
    };
    return { today, fund, settings: fundSettingsOf(city, key.fund), target };
  }
}
