import { once } from 'node:events';
import { request as call, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as sheetjs from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { WENZHOU } from '../city/city.builders.js';
import { identityNumberNo, personRow } from '../person/person.builders.js';
import { TestApi, type Reply } from '../subsidy.http.fixture.js';
import { csvOf } from './roster.builders.js';
import { sheetRow, workbookOf } from './workbook.builders.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const AS = { as: ['handler'] as const };

describe('rosters over HTTP', () => {
  let api: TestApi;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.close());

  const take = (type: string, bytes: Uint8Array | string): Promise<Reply> => api.post('/imports/persons', { ...AS, file: { type, bytes: Buffer.from(bytes) } });
  const bookOf = (rows: readonly Readonly<Record<string, string>>[]): Buffer =>
    sheetjs.write({ SheetNames: ['名册'], Sheets: { 名册: sheetjs.utils.aoa_to_sheet([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]) } }, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
  const kinds = async (): Promise<readonly unknown[]> => (await api.subsidy.connection.db.collection('audit_entries').find({ kind: /^import\./ }).sort({ at: 1 }).toArray()).map(({ kind, actorId, object, outcome, details }) => ({ kind, actorId, object, outcome, details }));

  it('come as CSV in the charset of their content type, and as workbooks', async () => {
    const rows = [personRow(10), personRow(11)];
    expect(await take('text/csv; charset="GB18030"', iconv.encode(csvOf(rows), 'gb18030'))).toMatchObject({ status: 200, body: { taken: 2, read: { format: 'csv', encoding: 'gb18030' }, mend: null } });
    expect(await take('text/csv;charset=utf-8', csvOf(rows))).toMatchObject({ status: 200, body: { taken: 0, unchanged: 2, read: { encoding: 'utf-8' } } });
    expect(await take(XLSX, bookOf([...rows, personRow(12)]))).toMatchObject({ status: 200, body: { taken: 1, unchanged: 2, read: { format: 'xlsx', sheet: 1, sheets: 1 } } });
  });

  it.each<[string, string, () => Promise<Uint8Array> | Uint8Array | string, number, string]>([
    ['UTF-16', 'text/csv', () => Buffer.from(`\uFEFF${csvOf([personRow(1)])}`, 'utf16le'), 415, 'roster.file-utf16'],
    ['another charset', 'text/csv; charset=big5', () => csvOf([personRow(1)]), 415, 'roster.file-charset'],
    ['a workbook that is called CSV', 'text/csv', () => bookOf([personRow(1)]), 415, 'roster.file-type'],
    ['CSV that is called a workbook', XLSX, () => csvOf([personRow(1)]), 415, 'roster.file-type'],
    ['a zip bomb', XLSX, () => workbookOf({ sheets: [sheetRow(1, Object.keys(personRow(1)))], extra: { 'xl/worksheets/sheet9.xml': '0'.repeat(30_000_000) } }), 400, 'roster.file-workbook'],
    ['a million columns', 'text/csv', () => `${'x,'.repeat(1_000_000)}\n1`, 400, 'roster.file-malformed'],
    ['a quote that is never closed', 'text/csv', () => `${csvOf([personRow(1)])}\n"${'x\n'.repeat(20_000)}`, 400, 'roster.file-malformed'],
    ['nothing', 'text/csv', () => '', 400, 'roster.file-empty'],
  ])('are refused in whole sentences and on record, and nothing of them is there: %s', async (_what, type, file, status, code) => {
    const before = await api.subsidy.persons.count(WENZHOU);
    const reply = await api.post('/imports/persons', { ...AS, city: WENZHOU, subject: 'li', file: { type, bytes: Buffer.from(await file()) } });
    expect(reply).toMatchObject({ status, body: { code } });
    expect(reply.body['detail']).not.toMatch(/[{}]|undefined/);
    expect(await api.subsidy.persons.count(WENZHOU)).toBe(before);
    if (code !== 'roster.file-empty') expect(await kinds()).toContainEqual(expect.objectContaining({ kind: 'import.taken', actorId: 'li', outcome: code, object: expect.stringMatching(/^330300\.persons\.[0-9a-f]{32}$/) }));
  });

  it('are refused at once where five gigabytes are announced: none of them is waited for', async () => {
    const authorization = `Bearer ${await api.token('handler-of-330700', '330700' as typeof WENZHOU, AS.as)}`;
    const sending = call(`${api.url}/imports/persons`, { method: 'POST', headers: { authorization, 'content-type': 'text/csv', 'content-length': String(5 * 1024 ** 3) } }).on('error', () => undefined);
    sending.flushHeaders();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect([answer.statusCode, ((await json(answer)) as { code: string }).code]).toEqual([413, 'roster.file-too-large']);
    sending.destroy();
  });

  it('are on record with who handed them in, what they are and what became of them', async () => {
    const { body } = await api.post('/imports/persons', { ...AS, subject: 'wang', csv: csvOf([personRow(20), personRow(20), personRow(21, { name: '' })]) });
    expect((await kinds()).slice(-2)).toEqual([
      { kind: 'import.begun', actorId: 'wang', object: body['id'], outcome: 'done', details: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      { kind: 'import.taken', actorId: 'wang', object: body['id'], outcome: 'done', details: { roster: 'persons', digest: expect.any(String), rows: 3, taken: 1, unchanged: 0, refused: 2 } },
    ]);
    expect(body).toMatchObject({
      problems: [{ line: 3, column: 'identityNumber', code: 'roster.repeated', repeats: 2 }, { line: 4, column: 'name', code: 'roster.empty' }],
      reasons: [{ code: 'roster.empty', zh: '不能为空' }, { code: 'roster.repeated' }],
    });
    expect((await api.get(`/imports/${String(body['id'])}`, AS)).body).toEqual(body);
  });

  it('are listed page by page, those of the city alone', async () => {
    for (const n of [30, 31, 32]) await api.post('/imports/persons', { ...AS, csv: csvOf([personRow(n)]) });
    const seen: string[] = [];
    for (let next = ''; ;) {
      const { body } = await api.get(`/imports?limit=2${next}`, AS);
      seen.push(...(body['items'] as readonly { id: string; counts: { rows: number } }[]).map(({ id, counts }) => `${id} ${counts.rows > 0}`));
      if (body['next'] === undefined) break;
      next = `&cursor=${body['next'] as string}`;
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect([new Set(seen).size, seen.every((one) => /^330700\..* true$/.test(one))]).toEqual([seen.length, true]);
    expect((await api.get('/imports', { ...AS, city: WENZHOU })).body['items']).toEqual([]);
  });

  describe('give their refused rows back to be mended', () => {
    const bad = personRow(40, { name: '=HYPERLINK("x")', employedUntil: '2019-01-01' });
    const [bytes, book] = [(): Buffer => Buffer.from(csvOf([personRow(41), bad])), (): Buffer => bookOf([personRow(41), bad])];

    it.each<[string, string, () => Buffer, (file: Buffer) => readonly (readonly string[])[]]>([
      ['CSV', 'text/csv', bytes, (file) => parse(file, { bom: true })],
      ['a workbook', XLSX, book, (file) => { const { Sheets, SheetNames } = sheetjs.read(file); return sheetjs.utils.sheet_to_json<string[]>(Sheets[SheetNames[0] ?? ''] ?? {}, { header: 1, defval: '' }); }],
    ])('as %s, which goes in when it is mended', async (_what, type, file, read) => {
      const { body } = await take(type, file());
      expect(body).toMatchObject({ refused: 1, mend: { rows: 1 } });
      const mend = await api.get(`/imports/${String(body['id'])}/mend-file`, AS);
      const [header = [], row = []] = read(mend.file ?? Buffer.alloc(0));
      expect(row.slice(0, 8)).toEqual(Object.values(bad).map((cell) => (cell.startsWith('=') ? `'${cell}` : cell)));
      expect(row.slice(8)).toEqual(['3', 'name; employedUntil', expect.stringContaining('结束早于开始') as unknown, expect.stringContaining('ends before it starts') as unknown]);
      expect(await take(type, mend.file ?? '')).toMatchObject({ body: { taken: 0, refused: 1, problems: [{ line: 2, column: 'name', code: 'roster.formula' }, { line: 2, column: 'employedUntil' }] } });
      const mended = Object.fromEntries(header.map((name, at) => [name, name === 'name' ? '王四十' : name === 'employedUntil' ? '' : row[at] ?? '']));
      const again = type === XLSX ? bookOf([mended]) : Buffer.from(csvOf([mended]));
      expect((await take(type, again)).body).toMatchObject({ refused: 0, problems: [], rows: 1 });
    });

    it('to who may import, in this city, and not when there are none', async () => {
      const { body } = await take('text/csv', csvOf([personRow(50, { name: '' })]));
      const address = `/imports/${String(body['id'])}/mend-file`;
      expect(await api.get(address, { as: ['auditor'] })).toMatchObject({ status: 403 });
      expect(await api.get(address, { ...AS, city: WENZHOU })).toMatchObject({ status: 404, body: { code: 'import.no-mend-file' } });
      const { body: whole } = await take('text/csv', csvOf([personRow(51)]));
      expect(await api.get(`/imports/${String(whole['id'])}/mend-file`, AS)).toMatchObject({ status: 404 });
      expect(await api.get(address, { ...AS, subject: 'zhao' })).toMatchObject({ status: 200 });
      expect(await kinds()).toContainEqual({ kind: 'import.mend-file-read', actorId: 'zhao', object: body['id'], outcome: 'done', details: { rows: 1 } });
    });

    it('sealed as they lie, and not beyond their time', async () => {
      const { body } = await take('text/csv', csvOf([personRow(60, { name: '' })]));
      const { db } = api.subsidy.connection;
      const lying = JSON.stringify([await db.collection('import_refused_rows').find().toArray(), await db.collection('imports').find().toArray()]);
      expect(lying).not.toContain(identityNumberNo(60));
      const indexes = await db.collection('import_refused_rows').indexes();
      expect(indexes).toContainEqual(expect.objectContaining({ key: { until: 1 }, expireAfterSeconds: 0 }));
      const days = (new Date((body['mend'] as { until: string }).until).getTime() - Date.now()) / 86_400_000;
      expect(Math.round(days)).toBe(30);
      await db.collection('imports').updateOne({ _id: body['id'] as never }, { $set: { mendUntil: new Date(0) } });
      expect(await api.get(`/imports/${String(body['id'])}/mend-file`, AS)).toMatchObject({ status: 404, body: { code: 'import.no-mend-file' } });
    });
  });
});
