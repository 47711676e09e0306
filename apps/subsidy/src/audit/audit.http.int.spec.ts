import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createService } from '@gongjiang/http/nest';
import { cityCode, fen, type CityCode, type Year } from '@gongjiang/kernel';
import { auditEntries, provesReceipt, SECURITY_WORDING, type AuditEntry, type ReceiptProof, type Role } from '@gongjiang/security';
import { startDevIssuer, type DevIssuer } from '@gongjiang/security/nest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { itemNo } from '../item/item.builders.js';
import { SubsidyModule } from '../subsidy.module.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { SUBSIDY_WORDING } from '../wording.js';
import { chunkIdOfCity, receiptsOf, sealedChain } from './audit.fixture.js';
import { recordRefusedAttempts } from './refused-attempts.http.js';
import { setBudget } from '../fund/fund.fixture.js';

interface Answer { readonly status: number; readonly body: Record<string, unknown>; readonly etag: string | null }
interface Asked { readonly roles?: readonly Role[]; readonly city?: CityCode; readonly body?: object; readonly match?: string; readonly from?: string }
type Entry = AuditEntry & { readonly block: number | null };
/** A city that no other test of this file touches. */
const QUIET = cityCode('330400');

describe('the audit trail over HTTP', () => {
  let issuer: DevIssuer;
  let subsidy: TestSubsidy;
  let app: NestFastifyApplication;
  let url: string;
  const failures: unknown[] = [];
  beforeAll(async () => {
    issuer = await startDevIssuer();
    subsidy = await testSubsidy({ GONGJIANG_OIDC_ISSUER: issuer.issuer, GONGJIANG_OIDC_JWKS: issuer.jwksUri });
    app = await createService(SubsidyModule.with(subsidy, subsidy.config), { serviceName: 'subsidy', wording: { ...SECURITY_WORDING, ...SUBSIDY_WORDING }, logger: { log() {}, warn() {}, error() {} }, trustedProxies: ['127.0.0.1'] });
    recordRefusedAttempts(app, subsidy.changes, (error) => { failures.push(error); });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000));
  });
  afterAll(async () => {
    await app.close();
    await subsidy.close();
    await issuer.close();
  });

  async function call(method: string, path: string, { roles = ['handler'], city = JINHUA, body, match, from }: Asked = {}): Promise<Answer> {
    const token = await issuer.tokenFor({ subject: `${roles.join('-')}-1`, city, roles: [...roles] });
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}), ...(match ? { 'if-match': match } : {}), ...(from ? { 'x-forwarded-for': from } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, etag: response.headers.get('etag') };
  }
  const entries = async (query = '', city = JINHUA): Promise<Entry[]> => ((await call('GET', `/audit/entries?${query}`, { roles: ['auditor'], city })).body['items'] as Entry[]);
  let months = 0;
  /** Opens a batch of a month that no other test has. */
  async function opened(asked: Asked = {}): Promise<string> {
    months += 1;
    const period = `20${30 + Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
    return String((await call('POST', '/batches', { body: { programme: 'post-allowance', period }, ...asked })).body['id']);
  }

  it('says who did what, when, from which address, and what came of it', async () => {
    const batch = await opened({ from: '10.9.8.7' });
    expect(await entries(`object=${batch}`)).toEqual([expect.objectContaining({ actorId: 'handler-1', kind: 'batch.opened', object: batch, outcome: 'done', source: '10.9.8.7', block: null })]);
  });

  it('takes an address on trust from the proxy alone', async () => {
    const batch = await opened({ from: '6.6.6.6, 10.9.8.7' });
    expect(await entries(`object=${batch}`)).toEqual([expect.objectContaining({ source: '10.9.8.7' })]);
  });

  describe('has a refused attempt, with the code of the refusal,', () => {
    it.each<[string, string, string, Asked, string, string]>([
      ['of who has not the role', 'POST', '/batches/:batch/approval', { roles: ['handler'] }, 'batch.approved', 'auth.role'],
      ['of who names no version', 'POST', '/batches/:batch/calculation', {}, 'batch.calculation-started', 'precondition.required'],
      ['on a version that is gone', 'POST', '/batches/:batch/calculation', { match: '"77"' }, 'batch.calculation-started', 'precondition.failed'],
      ['that comes at the wrong time: submission', 'POST', '/batches/:batch/submission', { match: '"1"' }, 'batch.submitted', 'batch.wrong-status'],
      ['that comes at the wrong time: review', 'POST', '/batches/:batch/review', { match: '"1"', roles: ['reviewer'] }, 'batch.reviewed', 'batch.wrong-status'],
      ['that comes at the wrong time: approval', 'POST', '/batches/:batch/approval', { match: '"1"', roles: ['approver'] }, 'batch.approved', 'batch.wrong-status'],
      ['that comes at the wrong time: release', 'POST', '/batches/:batch/release', { match: '"1"', roles: ['releaser'] }, 'batch.released', 'batch.wrong-status'],
      ['that comes at the wrong time: return', 'POST', '/batches/:batch/return', { match: '"1"', roles: ['reviewer'], body: { reason: 'x' } }, 'batch.returned', 'batch.wrong-status'],
      ['without a reason', 'POST', '/batches/:batch/cancellation', { match: '"1"', body: { reason: ' ' } }, 'batch.cancelled', 'request.invalid'],
      ['to close too early', 'POST', '/batches/:batch/closing', { match: '"1"', roles: ['finance'] }, 'batch.closed', 'batch.wrong-status'],
    ])('%s', async (_what, method, path, asked, kind, code) => {
      const batch = await opened();
      const refused = await call(method, path.replace(':batch', batch), { from: '10.1.1.1', ...asked });
      expect(refused.body['code']).toBe(code);
      const actorId = `${(asked.roles ?? ['handler']).join('-')}-1`;
      expect(await entries(`object=${batch}&kind=${kind}`)).toEqual([expect.objectContaining({ outcome: code, source: '10.1.1.1', actorId })]);
    });

    it('to propose a budget without the duty, and to confirm one\'s own', async () => {
      const body = { fund: 'talent-special', year: '2026', asked: { kind: 'budget', source: 'municipal', budgetFen: 1 }, reason: 'x', document: '1' };
      expect((await call('POST', '/fund-changes', { body })).status).toBe(403);
      const proposed = await call('POST', '/fund-changes', { roles: ['finance'], body });
      expect((await call('POST', `/fund-changes/${String(proposed.body['id'])}/confirmation`, { roles: ['finance'], match: proposed.etag ?? '' })).status).toBe(403);
      expect((await entries('object=fund-changes')).map(({ kind, outcome, actorId }) => [kind, outcome, actorId])).toEqual([['fund-change.proposed', 'auth.role', 'handler-1']]);
      expect((await entries(`object=${String(proposed.body['id'])}`)).map(({ kind, outcome, actorId }) => [kind, outcome, actorId])).toEqual([
        ['fund-change.confirmed', 'fund-change.own-proposal', 'finance-1'], ['fund-change.proposed', 'done', 'finance-1'],
      ]);
    });

    it('though a person\'s number stands in the path, which is not kept', async () => {
      await call('POST', '/batches/11010519491231002X/release', { roles: ['releaser'], match: '"1"', city: WENZHOU });
      expect(await entries('kind=batch.released', WENZHOU)).toEqual([expect.objectContaining({ object: 'not recorded', outcome: 'batch.unknown' })]);
      expect(failures).toEqual([]);
    });

    it('but none of who is nobody', async () => {
      const before = await auditEntries(subsidy.connection.db).countDocuments();
      expect((await fetch(`${url}/batches`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(401);
      expect(await auditEntries(subsidy.connection.db).countDocuments()).toBe(before);
    });
  });

  describe('is searched', () => {
    const append = (change: Partial<AuditEntry>): Promise<unknown> => subsidy.changes.inOneWrite(async (transaction) => {
      await subsidy.audit.append(transaction as never, [{ city: QUIET, at: '2026-05-01T00:00:00.000Z', actorId: 'zhang', kind: 'batch.opened', object: 'b1', outcome: 'done', source: '10.0.0.1', ...change }]);
    });
    beforeAll(async () => {
      await append({ at: '2026-05-01T15:59:59.999Z', object: 'b1' });
      await append({ at: '2026-05-01T16:00:00.000Z', object: 'b2', actorId: 'li' });
      await append({ at: '2026-05-02T15:59:59.000Z', object: 'b2', kind: 'batch.submitted', outcome: 'batch.empty' });
      await append({ at: '2026-05-02T16:00:00.000Z', object: 'b3', kind: 'batch.submitted' });
    });
    const objects = async (query: string, city = QUIET): Promise<string[]> => (await entries(query, city)).map(({ object }) => object);

    it.each<[string, string, readonly string[]]>([
      ['by nothing: all, the latest first', '', ['b3', 'b2', 'b2', 'b1']],
      ['by object', 'object=b2', ['b2', 'b2']],
      ['by actor', 'actor=li', ['b2']],
      ['by kind', 'kind=batch.submitted', ['b3', 'b2']],
      ['by outcome', 'outcome=batch.empty', ['b2']],
      ['by a day of Beijing\'s clock', 'day=2026-05-02', ['b2', 'b2']],
      ['by several at once', 'kind=batch.submitted&actor=zhang&day=2026-05-03', ['b3']],
    ])('%s', async (_what, query, found) => {
      expect(await objects(query)).toEqual(found);
    });

    it('page by page', async () => {
      const pages: string[][] = [];
      for (let cursor = ''; cursor !== 'end';) {
        const { body } = await call('GET', `/audit/entries?limit=2${cursor}`, { roles: ['auditor'], city: QUIET });
        pages.push((body['items'] as Entry[]).map(({ object }) => object));
        cursor = typeof body['next'] === 'string' ? `&cursor=${body['next']}` : 'end';
      }
      expect(pages).toEqual([['b3', 'b2'], ['b2', 'b1']]);
    });

    it('in the own city only, by the auditor only, and by what it knows only', async () => {
      expect(await objects('', cityCode('330500'))).toEqual([]);
      for (const role of ['handler', 'system', 'security', 'finance'] as const) expect((await call('GET', '/audit/entries', { roles: [role] })).status).toBe(403);
      for (const query of ['day=2026-13-01', 'who=li', 'limit=0']) expect((await call('GET', `/audit/entries?${query}`, { roles: ['auditor'] })).status).toBe(400);
      expect((await call('GET', '/audit/entries?cursor=x', { roles: ['auditor'] })).status).toBe(422);
    });
  });

  describe('is verified', () => {
    const sound = cityCode('330600');
    const altered = cityCode('330800');
    const verification = (city: CityCode, query = ''): Promise<Answer> => call('GET', `/audit/verification${query}`, { roles: ['auditor'], city });
    beforeAll(async () => {
      for (const city of [sound, altered]) await sealedChain(subsidy, city);
      await auditEntries(subsidy.connection.db).updateOne({ _id: `${altered}/2/2` }, { $set: { actorId: 'li' } });
    });

    it('and found sound', async () => {
      expect((await verification(sound, '?receipts=with-receipts')).body).toMatchObject({ sound: true, blocks: 3, entries: 9, chunks: 1, receipts: 4, unsealed: 0, findings: 0, first: [] });
    });

    it('and what was altered is named', async () => {
      const { body } = await verification(altered);
      expect(body).toMatchObject({ sound: false, findings: 1, receipts: 0, first: [{ code: 'entry-altered', block: 2, object: `${altered}/2/2` }] });
    });

    it('by many at once, with one answer', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => verification(sound)));
      expect(answers.map(({ body }) => body['sound'])).toEqual([true, true, true]);
    });
  });

  describe('proves the receipt behind an item', () => {
    const receipt = receiptsOf(JINHUA)[2] as { readonly id: string; readonly json: string };
    const item = itemNo(1, { chunkId: chunkIdOfCity(JINHUA), receiptId: receipt.id });
    const proofOfItem = (city = JINHUA): Promise<Answer> => call('GET', `/items/${encodeURIComponent(item.id)}/receipt/proof`, { roles: ['finance'], city });

    it('to whoever keeps the head, and not before it is sealed', async () => {
      await subsidy.items.add([item]);
      expect((await proofOfItem()).body['code']).toBe('audit.receipt-unknown');
      await sealedChain(subsidy, JINHUA);
      const { body } = await proofOfItem();
      const heads = (await subsidy.outbox.next(1_000)).map(({ value }) => (JSON.parse(value) as { data: { head?: string } }).data.head);
      const proof = body as unknown as ReceiptProof;
      expect(heads).toContain(proof.head);
      expect(provesReceipt(proof, receipt.json, proof.head)).toBe(true);
      expect(provesReceipt(proof, `${receipt.json}.`, proof.head)).toBe(false);
      expect((await proofOfItem(WENZHOU)).status).toBe(404);
    });
  });
});
