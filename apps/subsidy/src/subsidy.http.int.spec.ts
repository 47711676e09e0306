import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { routesOf } from '@gongjiang/http/nest';
import { fen, type Year } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf } from '@gongjiang/ledger';
import { ROLES, type Role } from '@gongjiang/security';
import { TOTALS } from './batch/batch.builders.js';
import { ChunkMonth } from './chunk/chunk.fixture.js';
import { CHUNK_ID } from './chunk/chunk.builders.js';
import { allowanceRow } from './claim/claim.builders.js';
import { clawbackIdOf } from './clawback/clawback.js';
import { cityOf, JINHUA, WENZHOU } from './city/city.builders.js';
import { csvOf } from './import/roster.builders.js';
import { noticeUp, objectionKept } from './notice/notice.fixture.js';
import { bankAccountNo, personRow, tokenNo } from './person/person.builders.js';
import { TestApi, type Reply } from './subsidy.http.fixture.js';
import { addressOf as addressWith, operationsOf, sampleOf, type Operation } from './subsidy.requests.fixture.js';
import { takenOverRow } from './takeover/takeover.builders.js';
import { setBudget } from './fund/fund.fixture.js';

interface TestRoute { readonly method: string; readonly path: string; readonly roles: readonly Role[] }

/** Where `@Roles` says who may call. */
const ROUTE_ROLES = 'gongjiang:roles';
/** What is made of money that was paid: spending of a fund, a voucher, a file of messages to payees. */
async function madeOfMoney({ subsidy }: TestApi): Promise<readonly [string, string]> {
  const fund = { city: JINHUA, fund: 'talent-special', year: '2026' as Year };
  const lines = movement(fen(1), accountOf(fund, 'available'), paidAccountOf(fund, 'jinhua/7/post-allowance'));
  await subsidy.ledger.post([{ id: 'waive|a-case', city: JINHUA, kind: 'waive', batchId: null, chunkId: null, businessDate: '2026-11-20' as never, lines }]);
  await subsidy.voucherService.make({ city: JINHUA, actor: 'ma', on: '2026-11-21' as never, source: 'tests' });
  await subsidy.payeeMessageSource.next(10);
  const [[voucher], [file]] = await Promise.all([subsidy.vouchers.ofCity(JINHUA, { year: null, after: null, limit: 1 }), subsidy.payeeFiles.ofCity(JINHUA, { batchId: null, after: null, limit: 1 })]);
  return [voucher?.id ?? '', file?.id ?? ''];
}

/** A change of a fund that fits in every field. */
const PROPOSAL = { fund: 'talent-special', year: '2026', asked: { kind: 'year-close' }, reason: 'x', document: '1' };
const READERS = ['handler', 'reviewer', 'approver', 'releaser', 'finance'] as const;

describe('the API of subsidy', () => {
  let api: TestApi;
  let month: ChunkMonth;
  let ids: Readonly<Record<string, string>>;
  let operations: readonly Operation[];
  beforeAll(async () => {
    api = await TestApi.start();
    operations = await operationsOf(api);
    month = await ChunkMonth.planned(api.subsidy);
    await month.calculate();
    await month.release();
    await month.disburse();
    const imported = await api.post('/imports/persons', { as: ['handler'], csv: csvOf([personRow(1), personRow(4, { name: '' })]) });
    await api.post('/imports/claims?entitlement=jinhua/7/post-allowance', { as: ['handler'], csv: csvOf([allowanceRow(1)]) });
    await setBudget(api.subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000));
    await api.subsidy.statements.openCases([{ id: 'a-case', city: JINHUA, account: cityOf().debtorAccount, day: '2026-11-20' as never, status: 'open', mismatch: { kind: 'unknown-id', entryReference: 'secret-entry', endToEndId: 'GJx', bookedFen: fen(1), expectedFen: null } }]);
    const [item] = await api.subsidy.items.ofChunk(CHUNK_ID);
    const [claim] = await api.subsidy.claims.page(JINHUA, { outcome: null, after: null, limit: 1 });
    const taken = await api.post('/takeovers', { as: ['handler'], csv: csvOf([takenOverRow(1)]) });
    const [voucher, payeeFile] = await madeOfMoney(api);
    const proposed = await api.post('/fund-changes', { as: ['finance'], json: { ...PROPOSAL, asked: { kind: 'budget-change', source: 'central', changeFen: 1 } } });
    if (item) await api.subsidy.clawbacks.openFromOverpaid({ id: month.batch.id, city: JINHUA, on: '2026-11-20' as never }, [{ itemId: item.id, due: item.due, amountFen: fen(-1_000), clause: item.clause, receiptId: item.receiptId }]);
    await api.subsidy.gate.examine(month.batch, TOTALS);
    const otherAccount = await api.post(`/persons/${tokenNo(1)}/account-changes`, { as: ['handler'], json: { bankAccount: bankAccountNo(900), accountHolder: '王1', reason: 'x' } });
    const notice = await noticeUp(api.subsidy, month.batch, CHUNK_ID);
    const held = (await api.subsidy.heldLines.page(JINHUA, month.batch.id, { after: null, limit: 20 })).find(({ receiptId }) => receiptId !== null);
    ids = { 'held-lines': held?.id ?? '', 'account-changes': String(otherAccount.body['id']), 'reconciliation-cases': 'a-case', notices: notice, objections: await objectionKept(api.subsidy, JINHUA, notice), imports: String(imported.body['id']), batches: month.batch.id, 'disbursement-controls': `batch.${month.batch.id}`, 'fund-changes': String(proposed.body['id']), vouchers: voucher, 'payee-message-files': payeeFile, items: item?.id ?? '', clawbacks: clawbackIdOf(item?.id ?? ''), claims: claim?.id ?? '', persons: tokenNo(1), takeovers: (taken.body['takeover'] as { id: string }).id };
    await api.post('/claims', { as: ['handler'], key: 'own', json: { entitlement: 'jinhua/7/post-allowance', payee: tokenNo(1), subject: 'own', firstMonth: '2026-10', facts: { level: 'technician', occupationInShortage: true, employerPaysAllowance: true } } });
    const own = `${JINHUA}${tokenNo(1)}|`;
    ids = { ...ids, 'me/payments': ids['items']?.slice(own.length) ?? '', 'me/claims': (await api.subsidy.claims.ofPayee({ city: JINHUA, person: tokenNo(1), after: null, limit: 1 }))[0]?.id.slice(own.length) ?? '' };
  });
  afterAll(() => api.close());

  const routes = (): readonly TestRoute[] => routesOf(api.app).flatMap(({ name, handler, controller }) => {
    const [, method = '', path = ''] = /(\w+) (\/\S*)$/.exec(name) ?? [];
    const roles = (Reflect.getMetadata(ROUTE_ROLES, handler) ?? Reflect.getMetadata(ROUTE_ROLES, controller)) as readonly Role[] | undefined;
    return roles ? [{ method, path, roles }] : [];
  });
  /** The route's address with Jinhua's own ids in it, and whatever its query must have. */
  function addressOf({ method, path }: Pick<TestRoute, 'method' | 'path'>): string {
    const documented = operations.find((one) => one.method === method && one.path === path.replace(/:(\w+)/g, '{$1}'));
    return addressWith({ path: documented?.path ?? path, query: documented?.query ?? [] }, ids, { batch: ids['batches'] ?? '', entitlement: 'jinhua/7/post-allowance' });
  }
  const told = ({ body }: Reply): readonly string[] => ((body['errors'] ?? []) as readonly { in: string; pointer: string }[]).map((error) => `${error.in} ${error.pointer}`);

  describe('lets each route be called by those whose duty it is', () => {
    it('and by nobody else: every route with every role', async () => {
      expect(routes().length).toBeGreaterThan(25);
      const wrong: string[] = [];
      for (const route of routes()) {
        const replies = await Promise.all(ROLES.map(async (role) => [role, await api.call(route.method, addressOf(route), { as: [role], city: WENZHOU })] as const));
        for (const [role, reply] of replies) {
          const isLetIn = reply.body['code'] !== 'auth.role';
          if (isLetIn !== route.roles.includes(role)) wrong.push(`${role} ${route.method} ${route.path}: ${reply.status}`);
          if (!isLetIn && reply.status !== 403) wrong.push(`${route.path} answered ${reply.status}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    it.each<[string, readonly Role[]]>([
      ['POST /batches/:id/submission', ['handler']], ['POST /batches/:id/review', ['reviewer']], ['POST /batches/:id/approval', ['approver']], ['POST /batches/:id/release', ['releaser']],
      ['POST /batches/:id/closing', ['finance']], ['POST /fund-changes', ['finance']], ['POST /fund-changes/:id/confirmation', ['finance', 'approver']], ['POST /batches/:id/return', ['reviewer', 'approver']], ['POST /business-date', ['system']],
      ['POST /takeovers', ['handler']], ['POST /takeovers/:id/acceptance', ['reviewer']], ['POST /takeovers/:id/rejection', ['reviewer']], ['POST /claims/:id/corrections', ['handler']],
    ])('%s is the duty of %j alone', (name, roles) => {
      expect(routes().find(({ method, path }) => `${method} ${path}` === name)?.roles).toEqual(roles);
    });

    it('and a citizen reads the own matters alone, a security administrator who stands in for whom, and whether the data were put back', () => {
      const openTo = (role: Role): readonly string[] => routes().filter(({ roles }) => roles.includes(role)).map(({ method, path }) => `${method} ${path}`).sort();
      expect(openTo('citizen').filter((route) => !/^GET \/me(\/|$)/.test(route))).toEqual([]);
      expect(openTo('security')).toEqual(['GET /restores/last', 'GET /stand-ins', 'POST /restores', 'POST /stand-ins', 'POST /stand-ins/:id/end']);
    });
  });

  it('counts for operators what no relay has carried, without naming a city or a person', async () => {
    const read = async (): Promise<Record<string, number>> => Object.fromEntries([...(await (await fetch(`${api.url}/metrics`)).text()).matchAll(/^(gongjiang_\w+)\{.*\} (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
    const { outbox, chunks, claims } = api.subsidy;
    const waiting = await outbox.waiting();
    expect(await read()).toEqual({ gongjiang_outbox_events: waiting.count, gongjiang_untold_chunks: 1, gongjiang_untold_claim_writes: 1 });
    expect(waiting.count).toBeGreaterThan(0);
    await chunks.messagesGiven((await chunks.messagesDue(9)).map(({ chunk, mark }) => ({ chunkId: chunk.id, mark })));
    await chunks.eventsPublished((await chunks.eventsDue(9)).map(({ chunk, mark }) => ({ chunkId: chunk.id, mark })));
    await claims.markTold((await claims.toTell(9)).map(({ key }) => key));
    expect(await read()).toMatchObject({ gongjiang_untold_chunks: 0, gongjiang_untold_claim_writes: 0 });
  });

  describe('is blind to other cities', () => {
    it('on every route that reads: an id of another city is unknown, and a list shows nothing of it', async () => {
      const secrets = [...Object.values(ids), 'secret-entry', 'talent-special', 'jinhua/7'];
      const seen: string[] = [];
      for (const route of routes().filter(({ method }) => method === 'GET')) {
        const reply = await api.get(addressOf(route), { as: [route.roles[0] ?? 'handler'], city: WENZHOU, person: tokenNo(1) });
        const isUnknown = reply.status === 404;
        const shows = secrets.filter((secret) => !isUnknown && JSON.stringify(reply.body).includes(secret));
        const namesOne = route.path.includes(':');
        if (shows.length > 0 || (namesOne && !isUnknown && (reply.body['items'] as unknown[] | undefined)?.length !== 0)) seen.push(`${route.path} ${reply.status} ${shows.join()}`);
        expect([200, 404]).toContain(reply.status);
      }
      expect(seen).toEqual([]);
    });

    it('and the same routes do show them to their own city', async () => {
      const blind: string[] = [];
      for (const route of routes().filter(({ method, path }) => method === 'GET' && path.includes(':') && !path.endsWith('/proof'))) {
        const reply = await api.get(addressOf(route), { as: [route.roles[0] ?? 'handler'], person: tokenNo(1) });
        if (reply.status !== 200 || (reply.body['items'] as unknown[] | undefined)?.length === 0) blind.push(`${route.path} ${reply.status}`);
      }
      expect(blind).toEqual([]);
    });

    it('on every command about a thing: it is unknown there, whoever asks', async () => {
      const known: string[] = [];
      const commands = operations.filter(({ method, path }) => method !== 'GET' && path.includes('{'));
      for (const command of commands) {
        for (const role of command.roles) {
          const reply = await api.call(command.method, addressWith(command, ids), { as: [role], city: WENZHOU, match: '"1"', ...(command.body ? { json: sampleOf(command.body) } : {}) });
          // Of a batch that nobody has calculated a gate says the same, there or not.
          if (reply.status !== 404 && reply.body['code'] !== 'gate.no-report') known.push(`${command.method} ${command.path} by ${role}: ${reply.status} ${String(reply.body['code'])}`);
        }
      }
      expect(commands.length).toBeGreaterThan(40);
      expect(known).toEqual([]);
    });

    it('that it does not serve at all', async () => {
      expect(await api.post('/batches', { as: ['handler'], city: '330100' as typeof JINHUA, json: { programme: 'post-allowance', period: '2026-11' } })).toMatchObject({ status: 403, body: { code: 'city.unknown' } });
    });
  });

  describe('lets nobody act on what they have not seen', () => {
    const steps = ['calculation', 'submission', 'review', 'approval', 'release', 'closing', 'return', 'cancellation'] as const;
    const role = (step: string): Role => routes().find(({ path }) => path === `/batches/:id/${step}`)?.roles[0] ?? 'citizen';
    const act = (step: string, match?: string) => api.post(`/batches/${ids['batches']}/${step}`, { as: [role(step)], json: { reason: 'x' }, ...(match === undefined ? {} : { match }) });

    it.each(steps)('%s without a version is refused, with an older one too, and with none that is one', async (step) => {
      expect(await act(step)).toMatchObject({ status: 428, body: { code: 'precondition.required' } });
      expect(await act(step, '*')).toMatchObject({ status: 428 });
      expect(await act(step, '"1"')).toMatchObject({ status: 412, body: { code: 'precondition.failed' } });
      expect(await act(step, '2')).toMatchObject({ status: 400, body: { code: 'precondition.malformed' } });
    });

    it('but on the version that an answer has shown: the next answer shows the next one', async () => {
      const opened = await api.post('/batches', { as: ['handler'], json: { programme: 'post-allowance', period: '2027-05' } });
      expect(opened).toMatchObject({ status: 201, etag: '"1"', body: { status: 'draft', version: 1 } });
      const id = String(opened.body['id']);
      expect(await api.get(`/batches/${id}`, { as: ['auditor'] })).toMatchObject({ status: 200, etag: '"1"' });
      expect(await api.post(`/batches/${id}/calculation`, { as: ['handler'], match: '"1"' })).toMatchObject({ status: 202, etag: '"2"', body: { status: 'calculating' } });
      expect(await api.get(`/batches/${id}/progress`, { as: ['handler'] })).toMatchObject({ status: 200, body: { chunks: {}, lines: 0 } });
      expect(await api.post(`/batches/${id}/cancellation`, { as: ['handler'], match: '"2"', json: { reason: ' the wrong month ' } })).toMatchObject({ status: 200, etag: '"3"', body: { status: 'cancelled' } });
      expect(await api.post(`/batches/${id}/calculation`, { as: ['handler'], match: '"3"' })).toMatchObject({ status: 409, body: { code: 'batch.wrong-status', detail: expect.stringContaining('cancelled') } });
    });
  });

  describe('names the field that does not fit', () => {
    it.each<[string, string, unknown, Role, readonly string[]]>([
      ['POST', '/batches', { period: '2026-11' }, 'handler', ['body /programme']],
      ['POST', '/batches', { programme: 'post-allowance', period: '2026-13' }, 'handler', ['body /period']],
      ['POST', '/batches', { programme: 'post-allowance', period: '2026-11', force: true }, 'handler', ['body ']],
      ['POST', '/batches', { programme: { $ne: 1 }, period: ['2026-11'] }, 'handler', ['body /programme', 'body /period']],
      ['POST', '/batches', [], 'handler', ['body ']],
      ['POST', '/fund-changes', { ...PROPOSAL, asked: { kind: 'budget', source: 'municipal', budgetFen: -1 } }, 'finance', ['body /asked/budgetFen']],
      ['POST', '/fund-changes', { ...PROPOSAL, asked: { kind: 'budget', source: 'municipal', budgetFen: 10.5 } }, 'finance', ['body /asked/budgetFen']],
      ['POST', '/fund-changes', { ...PROPOSAL, asked: { kind: 'budget', source: 'somebody', budgetFen: 1 } }, 'finance', ['body /asked/source']],
      ['POST', '/fund-changes', { ...PROPOSAL, document: ' ' }, 'finance', ['body /document']],
      ['POST', '/fund-changes', { ...PROPOSAL, fund: 'Talent', year: '26' }, 'finance', ['body /fund', 'body /year']],
      ['GET', '/funds/Talent/2026', undefined, 'finance', ['path /fund']],
      ['GET', '/funds/talent-special/26/spending', undefined, 'finance', ['path /year']],
      ['POST', '/business-date', { day: '2026-02-30' }, 'system', ['body /day']],
      ['POST', '/batches/x/cancellation', { reason: '  ' }, 'handler', ['body /reason']],
      ['POST', '/batches/x/return', { reason: 'x'.repeat(501) }, 'reviewer', ['body /reason']],
      ['GET', '/batches?limit=0', undefined, 'handler', ['query /limit']],
      ['GET', '/batches?limit=1000', undefined, 'handler', ['query /limit']],
      ['GET', '/batches?state=open', undefined, 'handler', ['query ']],
      ['GET', '/batches/x/items?state=lost', undefined, 'handler', ['query /state']],
      ['GET', '/claims?outcome=maybe', undefined, 'handler', ['query /outcome']],
      ['GET', '/persons/zhang', undefined, 'handler', ['path /token']],
      ['POST', '/imports/claims', undefined, 'handler', ['query /entitlement']],
    ])('%s %s, case %#', async (method, path, json, role, fields) => {
      const reply = await api.call(method, path, { as: [role], json, match: '"1"' });
      expect([reply.status, reply.body['code'], told(reply)]).toEqual([400, 'request.invalid', fields]);
    });

    it.each([['/batches?cursor=eyJ4IjoxfQ', 'handler'], ['/claims?cursor=%C3%A9', 'handler'], ['/batches/x/items?cursor=e30', 'handler']] as const)('%s: a cursor that was made up', async (path, role) => {
      expect(await api.get(path, { as: [role] })).toMatchObject({ status: 422, body: { code: 'cursor.invalid' } });
    });

    it('of a fund that is set below what is reserved, in the words of the refusal', async () => {
      await api.subsidy.funds.reserve({ city: JINHUA, fund: 'talent-special', year: '2026' as Year, batchId: 'b', calculation: 1 }, fen(500_000));
      const proposed = await api.post('/fund-changes', { as: ['finance'], json: { ...PROPOSAL, asked: { kind: 'budget', source: 'municipal', budgetFen: 499_999 } } });
      const confirmed = await api.post(`/fund-changes/${String(proposed.body['id'])}/confirmation`, { as: ['approver'], match: proposed.etag ?? '' });
      expect(confirmed).toMatchObject({ status: 409, body: { code: 'fund.below-reserved', detail: expect.stringContaining('500000') } });
      expect(await api.get('/funds', { as: ['auditor'] })).toMatchObject({ body: { items: [{ fund: 'talent-special', reservedFen: 500_000, availableFen: 500_000 }] } });
    });
  });

  describe('takes files', () => {
    it('and answers row by row', async () => {
      expect(await api.post('/imports/persons', { as: ['integrator'], csv: csvOf([personRow(2), personRow(3, { name: '' })]) })).toMatchObject({ status: 200, body: { rows: 2, taken: 1, refused: 1, problems: [{ line: 3, column: 'name', code: 'roster.empty' }] } });
    });

    it.each<[string, string, string]>([
      ['without a row', 'identityNumber\n', 'roster.file-empty'], ['with a header that does not fit', 'a,b\n1,2', 'roster.file-header'], ['that is broken', 'a,b\n"1,2', 'roster.file-malformed'],
    ])('%s are refused whole, in whole sentences', async (_what, csv, code) => {
      const reply = await api.post('/imports/persons', { as: ['handler'], csv });
      expect(reply).toMatchObject({ status: 400, body: { code } });
      expect(reply.body['detail']).not.toMatch(/[{}]/);
    });

    it('of nothing else than comma-separated values', async () => {
      expect((await api.post('/imports/persons', { as: ['handler'], json: { rows: [] } })).status).toBe(400);
      expect(await api.post('/imports/claims?entitlement=jinhua/99/none', { as: ['handler'], csv: csvOf([allowanceRow(1)]) })).toMatchObject({ status: 404, body: { code: 'claim.entitlement-unknown' } });
    });
  });

  it('shows a person masked, whoever asks', async () => {
    const { body } = await api.get(`/persons/${tokenNo(1)}`, { as: ['auditor'] });
    expect(body).toMatchObject({ name: '王*', identityNumber: expect.stringMatching(/^330\*+\d{4}$/), bankAccount: expect.stringMatching(/^\*+\d{4}$/) });
  });

  it('shows why a line has its amount', async () => {
    expect(await api.get(`/items/${encodeURIComponent(ids['items'] ?? '')}/receipt`, { as: ['approver'] })).toMatchObject({ status: 200, body: { receipt: { decision: { outcome: 'granted' } } } });
  });

  it('pages through the lines of a batch, each once, as the last page says', async () => {
    const seen: string[] = [];
    for (let next = ''; ;) {
      const { body } = await api.get(`/batches/${ids['batches']}/items?limit=2${next}`, { as: ['handler'] });
      seen.push(...(body['items'] as readonly { id: string }[]).map((item) => item.id));
      if (body['next'] === undefined) break;
      next = `&cursor=${body['next'] as string}`;
    }
    expect(seen).toEqual((await api.subsidy.items.ofChunk(CHUNK_ID)).map((item) => item.id));
    expect(new Set(seen).size).toBe(3);
  });

  it.each(READERS)('shows a batch, its lines and what is held to its %s', async (role) => {
    const replies = await Promise.all(['', '/items', '/held-lines', '/progress'].map((what) => api.get(`/batches/${ids['batches']}${what}`, { as: [role] })));
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200]);
  });

  it('moves the date forward in development, and not back', async () => {
    expect(await api.post('/business-date', { as: ['system'], json: { day: '2031-05-06' } })).toMatchObject({ status: 201, body: { city: JINHUA, day: '2031-05-06' } });
    expect(await api.post('/business-date', { as: ['system'], json: { day: '2031-05-05' } })).toMatchObject({ status: 409, body: { code: 'business-date.back' } });
    expect(await api.get('/business-date', { as: ['handler'] })).toMatchObject({ body: { day: '2031-05-06' } });
    expect((await api.get('/business-date', { as: ['handler'], city: WENZHOU })).body['day']).not.toBe('2031-05-06');
  });
});

it('in production the date does not move by command', async () => {
  const api = await TestApi.start({ GONGJIANG_ENVIRONMENT: 'production' });
  try {
    expect(await api.post('/business-date', { as: ['system'], json: { day: '2030-01-01' } })).toMatchObject({ status: 403, body: { code: 'business-date.fixed' } });
  } finally {
    await api.close();
  }
});
