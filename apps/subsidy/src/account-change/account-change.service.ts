import { factId, isBankCardNumber, ok, refuse, type CityCode, type Day, type PersonToken, type Refusal, type Result, type Transaction } from '@gongjiang/kernel';
import type { CityStore } from '../city/city.store.js';
import type { ItemStore } from '../item/item.store.js';
import { isOwnAccount } from '../person/person.js';
import type { OtherAccount, PersonStore } from '../person/person.store.js';
import type { By } from '../shared/by.js';
import type { ChangeLog } from '../shared/change-log.js';
import { SYSTEM_ACTOR, WORKER_SOURCE } from '../shared/source.js';
import { confirm, refuseChange, takeEffect, withdraw, type AccountChange, type NewAccount } from './account-change.js';
import { messageOfAccountChange } from './account-change.messages.js';
import type { AccountChangeStore, KeptAccountChange } from './account-change.store.js';

export interface AccountChangePorts {
  readonly accountChanges: AccountChangeStore;
  readonly persons: PersonStore;
  readonly items: ItemStore;
  readonly cities: CityStore;
  readonly changes: ChangeLog;
}

/** Changes that take effect in one go: what is left comes with the next look. */
const MAX_AT_ONCE = 200;

export type AccountChangeOutcome = Result<KeptAccountChange, Refusal>;

/** Changes of accounts: proposed by one, confirmed by another, in force when the payee had time to object. */
export class AccountChangeService {
  constructor(private readonly ports: AccountChangePorts) {}

  /** Proposes another account of the payee's own. The same again, while it is open, is the same change. */
  async propose(by: By, person: PersonToken, account: NewAccount, reason: string): Promise<AccountChangeOutcome> {
    const identity = (await this.ports.persons.identities(by.city, [person])).get(person);
    const kind = (await this.ports.persons.facts(by.city, [person])).get(person)?.kind;
    if (!identity || kind === undefined) return refuse('account-change.person-unknown');
    if (kind === 'person' && !isBankCardNumber(account.bankAccount)) return refuse('account-change.no-card-number');
    if (!isOwnAccount({ name: identity.name, accountHolder: account.accountHolder })) return refuse('account-change.not-own-name');
    const isSame = identity.bankAccount === account.bankAccount && identity.accountHolder === account.accountHolder;
    // A line may come back after its account was changed, or by the bank's own fault: that the account is right is then said by two as well.
    if (isSame && (await this.ports.items.owed(by.city, { person, after: null, limit: 1 })).length === 0) return refuse('account-change.same-account');
    return this.ports.changes.inOneWrite(async (transaction) => {
      const open = await this.ports.accountChanges.openOf(by.city, person, transaction);
      if (open) return open.change.account.bankAccount === account.bankAccount ? ok(open) : refuse('account-change.open-already', { change: open.change.id });
      const id = `ac_${factId(`${by.city}${person}|${this.ports.changes.now().toISOString()}`)}`;
      return this.save(by, { status: 'proposed', id, city: by.city, person, account, reason, proposedBy: by.actor, proposedOn: by.on }, 0, transaction);
    });
  }

  /** Proposes what a roster says of accounts that the registry knows otherwise. */
  proposalsOf(by: By): OtherAccount {
    return async ({ token, identity: { bankAccount, accountHolder } }) => {
      const proposed = await this.propose(by, token, { bankAccount, accountHolder }, 'a roster names another account');
      if (proposed.ok) return undefined;
      return proposed.refusal.code === 'account-change.open-already' ? 'roster.account-changing' : 'roster.account-not-own';
    };
  }

  /** Confirms: from now on the payee can object, and the old account still holds. */
  confirm(by: By, id: string, version: number): Promise<AccountChangeOutcome> {
    const { coolingDays } = this.ports.cities.get(by.city).accountChange;
    return this.change(by, id, version, (change) => confirm(change, by, coolingDays));
  }

  refuse(by: By, id: string, version: number, reason: string): Promise<AccountChangeOutcome> {
    return this.change(by, id, version, (change) => refuseChange(change, by, reason));
  }

  withdraw(by: By, id: string, version: number, reason: string): Promise<AccountChangeOutcome> {
    return this.change(by, id, version, (change) => withdraw(change, by, reason));
  }

  /** Brings into force what has cooled: the account changes, and the payee's lines that came back may go out again. */
  async takeEffectAll(city: CityCode, today: Day): Promise<number> {
    const cooled = await this.ports.accountChanges.cooled(city, today, MAX_AT_ONCE);
    for (const { change, version } of cooled) await this.takeEffect({ city, actor: SYSTEM_ACTOR, on: today, source: WORKER_SOURCE }, change.id, version);
    return cooled.length;
  }

  private takeEffect(by: By, id: string, version: number): Promise<AccountChangeOutcome> {
    const { persons, items } = this.ports;
    return this.change(by, id, version, async (change, transaction) => {
      const possible = takeEffect(change, by.on, 0);
      if (!possible.ok) return possible;
      await persons.changeAccount(by.city, change.person, change.account, transaction);
      return takeEffect(change, by.on, await items.putRight(by.city, change.person, transaction));
    });
  }

  private change(by: By, id: string, version: number, decide: (change: AccountChange, transaction: Transaction) => Promise<Result<AccountChange, Refusal>> | Result<AccountChange, Refusal>): Promise<AccountChangeOutcome> {
    return this.ports.changes.inOneWrite(async (transaction) => {
      const found = await this.ports.accountChanges.load(by.city, id, transaction);
      if (!found) return refuse('account-change.unknown');
      if (found.version !== version) return refuse('precondition.failed');
      const decided = await decide(found.change, transaction);
      return decided.ok ? this.save(by, decided.value, version, transaction) : decided;
    });
  }

  private async save(by: By, change: AccountChange, version: number, transaction: Transaction): Promise<AccountChangeOutcome> {
    const saved = await this.ports.accountChanges.save(change, version, transaction);
    if (!saved.ok) return saved;
    const { changes } = this.ports;
    await changes.record({ city: by.city, actor: by.actor, kind: `account-change.${change.status}`, object: change.id, source: by.source, events: [messageOfAccountChange(change, saved.value, changes.now())] }, transaction);
    return ok({ change, version: saved.value });
  }
}
