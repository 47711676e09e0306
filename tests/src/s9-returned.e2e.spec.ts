import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountChangeConfirmed, accountChangeInForce, parseEvent, payeeMessageDue, readData, type EventContract, type EventOf } from '@gongjiang/contracts';
import { addDays, month, type Day } from '@gongjiang/kernel';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { allPages, JINHUA, Officer, succeeded, type BankPayment, type Batch, type CityOffice, type SeenItem } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { eventually } from '@gongjiang/testing';
import { moveDate } from './stage/city.work.js';
import { DECEMBER_DAYS, fundTheYear, NOVEMBER_DAYS, payMonth } from './stage/month.work.js';
import { byEvent, ownCities } from './stage/own.cities.js';
import { accountOf, allowanceRow, fileOf, identityNumberOf, personRow } from './stage/own.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';
import { listen, type HeardMessage } from './stage/topic.reader.js';

interface Change { readonly id: string; readonly status: string; readonly coolsUntil: string | null; readonly linesPutRight: number | null }
type Item = SeenItem & { readonly attempt: number };

const PROGRAMME = 'post-allowance';
const [NOVEMBER, DECEMBER] = [month('2026-11'), month('2026-12')];
/** The account of the first is closed, that of the second proves unusable later, that of the third nobody puts right; the fourth's was right all the time. */
const WHO = { rejected: 31, returned: 32, neglected: 33, bankWasWrong: 34 } as const;
const FINE = [35, 36, 37, 38, 39];
/** The new accounts of the first two. */
const NEW_ACCOUNTS: Readonly<Record<number, string>> = { [WHO.rejected]: accountOf(131), [WHO.returned]: accountOf(132) };

let stage: Stage;
let office: CityOffice;
let folder: string;
let heard: readonly HeardMessage[];
let tokenOf: (n: number) => string;
const seen = {} as {
  november: readonly Item[]; december: readonly Item[]; oldAfterwards: readonly Item[]; outcome: Batch['outcome'];
  waitingBefore: readonly string[]; waitingAfter: readonly string[]; alone: string; sameWithoutReason: string;
  cooling: Change; accountWhileCooling: string; stillCooling: Change; accountInForce: string; carried: Batch['carried']; payments: readonly BankPayment[];
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's9r-'));
  stage = await openStage({ persons: 50, environment: { GONGJIANG_SUBSIDY_CITIES: await ownCities(folder, { [JINHUA]: byEvent }) } });
  heard = await listen(stage);
  office = stage.office(JINHUA);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(stage.platform.secrets.personTokenKey)));
  tokenOf = (n) => tokenizer.tokenOf(JINHUA, identityNumberOf(n));
  await prepare();
  const first = await payMonth(stage, office, PROGRAMME, NOVEMBER, NOVEMBER_DAYS);
  [seen.november, seen.outcome, seen.waitingBefore] = [await itemsOf(first.id), first.outcome, await owedLines()];
  await putRight();
  const second = await payMonth(stage, office, PROGRAMME, DECEMBER, DECEMBER_DAYS);
  [seen.december, seen.oldAfterwards, seen.carried, seen.waitingAfter] = [await itemsOf(second.id), await itemsOf(first.id), second.carried, await owedLines()];
  seen.payments = await stage.bank.payments();
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

async function prepare(): Promise<void> {
  await moveDate(stage, office, NOVEMBER_DAYS.calculated);
  await fundTheYear(stage, office, 'talent-special', '3307001000000000001');
  const numbers = [...Object.values(WHO), ...FINE];
  await office.importPersons(await fileOf(folder, 'persons', numbers.map((n) => personRow(n))));
  await office.importClaims('jinhua/7/post-allowance', await fileOf(folder, 'claims', numbers.map((n) => allowanceRow(n, NOVEMBER))));
  await stage.bank.setAccountStates([
    ...[WHO.rejected, WHO.neglected, WHO.bankWasWrong].map((n) => ({ account: accountOf(n), state: 'closed' })), { account: accountOf(WHO.returned), state: 'returned-later' },
  ]);
}

/** Two payees bring another account; of one the bank says that it was its own mistake. Of the last nobody thinks. */
async function putRight(): Promise<void> {
  const both = new Officer(stage.platform.issuer.url, stage.platform.subsidy.url, JINHUA, 'both', ['handler', 'reviewer']);
  seen.sameWithoutReason = await codeOf(office.handler.post(`/persons/${tokenOf(FINE[0] ?? 0)}/account-changes`, { ...accountOfOwn(FINE[0] ?? 0), reason: 'x' }));
  const mine = await both.post(`/persons/${tokenOf(WHO.rejected)}/account-changes`, { ...accountOfOwn(WHO.rejected, NEW_ACCOUNTS[WHO.rejected]), reason: '本人到场提供新卡' });
  const { id } = succeeded<Change>('proposing an account', mine);
  seen.alone = await codeOf(both.post(`/account-changes/${id}/confirmation`, undefined, mine.etag));
  seen.cooling = succeeded('confirming it', await office.reviewer.post(`/account-changes/${id}/confirmation`, undefined, mine.etag));
  seen.accountWhileCooling = await accountNow(WHO.rejected);
  const others = [await change(WHO.returned, NEW_ACCOUNTS[WHO.returned]), await change(WHO.bankWasWrong)];
  await stage.bank.setAccountStates([{ account: accountOf(WHO.bankWasWrong), state: 'open' }]);
  const until = (seen.cooling.coolsUntil ?? '') as Day;
  await moveDate(stage, office, until);
  seen.stillCooling = await changeOf(id);
  await moveDate(stage, office, addDays(until, 1));
  for (const each of [id, ...others]) await eventually(async () => expect((await changeOf(each)).status).toBe('in-force'), { everyMs: 100 });
  seen.accountInForce = await accountNow(WHO.rejected);
}

const accountOfOwn = (n: number, bankAccount = accountOf(n)) => ({ bankAccount, accountHolder: personRow(n)['name'] });
const codeOf = async (answer: ReturnType<Officer['post']>): Promise<string> => `${(await answer).status} ${((await answer).body as { code?: string }).code ?? ''}`.trim();
const changeOf = async (id: string): Promise<Change> => succeeded('reading a change', await office.reviewer.get(`/account-changes/${id}`));
const accountNow = async (n: number): Promise<string> => succeeded<{ readonly bankAccount: string }>('reading a person', await office.handler.get(`/persons/${tokenOf(n)}`)).bankAccount;
const itemsOf = (batchId: string): Promise<readonly Item[]> => allPages<Item>(office.handler, `/batches/${batchId}/items`);

async function change(n: number, bankAccount?: string): Promise<string> {
  const proposed = await office.handler.post(`/persons/${tokenOf(n)}/account-changes`, { ...accountOfOwn(n, bankAccount), reason: '退票后核实' });
  const { id } = succeeded<Change>('proposing an account', proposed);
  succeeded('confirming it', await office.reviewer.post(`/account-changes/${id}/confirmation`, undefined, proposed.etag));
  return id;
}

/** Of whom the handler's work list has lines that came back. */
async function owedLines(): Promise<readonly string[]> {
  const { items } = succeeded<{ readonly items: readonly { readonly kind: string; readonly object: string }[] }>('reading the work list', await office.handler.get('/work-list'));
  return items.filter(({ kind }) => kind === 'owed-line').map(({ object }) => object);
}

const byText = (one = '', other = ''): number => one.localeCompare(other);
const lineOf = (items: readonly Item[], n: number, period: string, attempt = 1): Item | undefined => items.find((item) => item.person === tokenOf(n) && item.period === period && item.attempt === attempt);
const payment = (item: Item | undefined): string | undefined => seen.payments.find(({ endToEndId }) => endToEndId === item?.endToEndId)?.status;

function told<Contract extends EventContract>(contract: Contract): readonly EventOf<Contract>['data'][] {
  return heard.flatMap(({ text }) => {
    const event = parseEvent(text);
    const read = event.ok && event.value.type === contract.type ? readData(contract, event.value) : undefined;
    return read?.ok ? [read.value.data] : [];
  });
}
/** Each message once, as whoever receives them drops what is known by its id. */
const toldTo = (n: number): readonly string[] => [...new Map(told(payeeMessageDue).filter(({ person }) => person === tokenOf(n)).map((data) => [data.messageId, data])).values()].map(({ kind, period }) => `${period} ${kind}`).sort();

describe('S9: a line that the bank refuses or sends back', () => {
  it('stays owed, with the bank\'s reason, and waits in the handler\'s work list', () => {
    expect(seen.outcome).toMatchObject({ rejectedLines: 3, returnedLines: 1, settledLines: FINE.length });
    expect([WHO.rejected, WHO.returned].map((n) => lineOf(seen.november, n, NOVEMBER)).map((item) => [item?.state, item?.reason])).toEqual([['rejected', 'AC04'], ['returned', 'AC04']]);
    expect([...seen.waitingBefore].sort(byText)).toEqual(Object.values(WHO).map((n) => lineOf(seen.november, n, NOVEMBER)?.id).sort(byText));
  });

  it('is put right by another account of the payee\'s, proposed by one person and confirmed by another', () => {
    expect(seen.alone).toBe('409 account-change.own-proposal');
    expect(seen.cooling.status).toBe('cooling');
  });

  it('and not before the payee had days to object: until then the old account holds', () => {
    expect(seen.stillCooling.status).toBe('cooling');
    expect(seen.accountWhileCooling).toContain(accountOf(WHO.rejected).slice(-4));
    expect(seen.accountInForce).toContain((NEW_ACCOUNTS[WHO.rejected] ?? '').slice(-4));
  });

  it('is told to the payee, and so is the change of account, by token alone', async () => {
    await eventually(() => expect([toldTo(WHO.rejected), toldTo(WHO.returned)]).toEqual([
      ['2026-11 rejected', '2026-11 settled', '2026-12 settled'], ['2026-11 returned', '2026-11 settled', '2026-11 settled', '2026-12 settled'],
    ]), { everyMs: 200 });
    expect(told(accountChangeConfirmed).find(({ person }) => person === tokenOf(WHO.rejected))).toMatchObject({ objectUntil: seen.cooling.coolsUntil });
    expect(told(accountChangeInForce).find(({ person }) => person === tokenOf(WHO.rejected))).toMatchObject({ linesPutRight: 1 });
    expect(heard.filter(({ text }) => [WHO.rejected, WHO.returned].some((n) => text.includes(accountOf(n)) || text.includes(NEW_ACCOUNTS[n] ?? '')))).toEqual([]);
  });

  it('may have come back though the account is right: two persons say so, and else there is nothing to change', () => {
    expect(seen.sameWithoutReason).toBe('409 account-change.same-account');
    expect(lineOf(seen.december, WHO.bankWasWrong, NOVEMBER, 2)?.state).toBe('settled');
  });
});

describe('S9: the next batch', () => {
  const PUT_RIGHT = [WHO.rejected, WHO.returned, WHO.bankWasWrong];

  it.each(PUT_RIGHT)('carries the line of person %s under a new end-to-end id, and pays it', (n) => {
    const [old, next] = [lineOf(seen.november, n, NOVEMBER), lineOf(seen.december, n, NOVEMBER, 2)];
    expect(next).toMatchObject({ state: 'settled', amountFen: old?.amountFen });
    expect(next?.endToEndId).not.toBe(old?.endToEndId);
    expect([payment(old), payment(next)]).toEqual([n === WHO.returned ? 'returned' : 'rejected', 'settled']);
  });

  it('leaves the old attempt as it was, to the last field', () => {
    expect(seen.oldAfterwards).toEqual(seen.november);
  });

  it('carries each once, decides nothing of it anew, and says why the amount is what it is', async () => {
    expect(seen.carried).toEqual({ lines: PUT_RIGHT.length, amountFen: PUT_RIGHT.length * 60_000 });
    for (const n of PUT_RIGHT) {
      const [old, next] = [lineOf(seen.november, n, NOVEMBER), lineOf(seen.december, n, NOVEMBER, 2)];
      const [one, other] = await Promise.all([old, next].map((item) => office.handler.get(`/items/${encodeURIComponent(item?.id ?? '')}/receipt`)));
      expect([other?.status, other?.body]).toEqual([200, one?.body]);
    }
  });

  it('does not carry what nobody put right: it is still owed, and still waits in the work list', async () => {
    expect(lineOf(seen.december, WHO.neglected, NOVEMBER, 2)).toBeUndefined();
    expect([...seen.waitingAfter].sort(byText)).toEqual([NOVEMBER, DECEMBER].map((period) => lineOf([...seen.november, ...seen.december], WHO.neglected, period)?.id).sort(byText));
    expect(await allPages<Item>(office.handler, '/owed-lines')).toMatchObject([{ period: NOVEMBER, state: 'rejected' }, { period: DECEMBER, state: 'rejected' }]);
  });

  it('pays nobody a month twice, and the books owe what was not put right and no more', async () => {
    for (const n of [...PUT_RIGHT, ...FINE]) for (const period of [NOVEMBER, DECEMBER]) {
      const lines = [...seen.oldAfterwards, ...seen.december].filter((item) => item.person === tokenOf(n) && item.period === period);
      expect(lines.filter((item) => payment(item) === 'settled')).toHaveLength(1);
    }
    const checked = (await office.finance.get('/ledger/check?depth=lines')).body;
    expect(checked).toMatchObject({ balanced: true, findings: [], places: { payable: 2 * 60_000 } });
  });
});
