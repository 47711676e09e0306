import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersonToken } from '@gongjiang/kernel';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { allPages, JINHUA, succeeded } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { documentOf, idsOf, operationsOf, tokensOf, type ApiDocument, type Known } from './conformance/known.js';
import { schemathesis } from './conformance/schemathesis.js';
import { DAYS, moveDate, submitAllowances } from './stage/city.work.js';
import { samplePersons } from './stage/sample.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

/** Fetching schemathesis once, a month up to its public list, and a run. */
jest.setTimeout(15 * 60_000);

let stage: Stage;
let document: ApiDocument;
let known: Known;

/** A city in the middle of its month: a notice is up, a line is objected to, somebody's account is to be changed. */
beforeAll(async () => {
  stage = await openStage({ persons: 40 });
  const office = stage.office(JINHUA);
  const batchId = await submitAllowances(stage, office);
  await moveDate(stage, office, DAYS.reviewed);
  await office.step(office.reviewer, batchId, 'review');
  const [item] = await allPages<{ id: string; person: string }>(office.handler, `/batches/${batchId}/items`);
  succeeded('objecting', await office.portal.post(`/notices/${batchId}-n1/objections`, { line: 1, text: '不在岗', contact: { name: '李四', reachedAt: '0579-00000000' } }));
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(stage.platform.secrets.personTokenKey)));
  const person = item?.person as PersonToken;
  const payee = (await samplePersons(stage.sample)).find(({ city, identityNumber }) => city === JINHUA && tokenizer.tokenOf(JINHUA, identityNumber) === person);
  succeeded('proposing an account', await office.handler.post(`/persons/${person}/account-changes`, { bankAccount: '6228480402564890018', accountHolder: payee?.name, reason: 'x' }));
  const { subsidy } = stage.platform;
  document = await documentOf(subsidy.url);
  const tokens = await tokensOf(stage.platform, JINHUA, person);
  const ids = await idsOf(subsidy.url, document, tokens);
  known = { tokens, ids: { ...ids, items: [item?.id ?? ''], persons: [person], 'public/notices': ids['notices'] ?? [], 'disbursement-controls': ['city', `batch.${batchId}`] } };
});
afterAll(closeStages);

describe('schemathesis, which makes up requests from the API document and reads every answer by it, finds nothing', () => {
  it('in the subsidy service: each operation, by somebody whose duty it is, about things that are there', async () => {
    expect(Object.keys(known.ids)).toEqual(expect.arrayContaining(['account-changes', 'batches', 'claims', 'fund-changes', 'imports', 'me/claims', 'me/payments', 'notices', 'objections']));
    const { ok, text, cases, operations } = await schemathesis(`${stage.platform.subsidy.url}/openapi.json`, known);
    expect(ok ? '' : text).toBe('');
    expect(operations).toBe(operationsOf(document));
    expect(cases).toBeGreaterThan(operations * 10);
  });

  it('in the talent service', async () => {
    const { url } = stage.platform.talent;
    const { ok, text, operations } = await schemathesis(`${url}/openapi.json`, { ...known, ids: { profiles: known.ids['persons'] ?? [] } });
    expect(ok ? '' : text).toBe('');
    expect(operations).toBe(operationsOf(await documentOf(url)));
  });

  it('though it would: of an answer that the document does not know it tells', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gongjiang-document-'));
    const shown = document.paths['/batches/{id}']?.['get'];
    const altered = { ...document, paths: { '/batches/{id}': { get: { ...shown, responses: { ...shown?.responses, 404: undefined } } } } };
    await writeFile(join(folder, 'openapi.json'), JSON.stringify(altered));
    const { ok, text } = await schemathesis(join(folder, 'openapi.json'), known, ['--url', stage.platform.subsidy.url]);
    await rm(folder, { recursive: true });
    expect(ok).toBe(false);
    expect(text).toContain('Undocumented status code');
  });
});
