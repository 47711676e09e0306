import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noticePublished, noticeTakenDown, objectionDecided, parseEvent, readData, type EventContract, type EventOf } from '@gongjiang/contracts';
import { canonicalJson, day, merkleRootOfPath, type Day, type MerkleStep, type Month } from '@gongjiang/kernel';
import { allPages, JINHUA, Officer, succeeded, type CityOffice, type SeenItem } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { DAYS, moveDate, submitAllowances } from './stage/city.work.js';
import { samplePersons } from './stage/sample.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';
import { listen, type HeardMessage } from './stage/topic.reader.js';

interface PublicLine { readonly number: number; readonly name: string; readonly amountFen: number }
interface Proof { readonly number: number; readonly line: { readonly place: number }; readonly toSheet: readonly MerkleStep[]; readonly sheet: { readonly first: number; readonly lines: number; readonly root: string }; readonly toNotice: readonly MerkleStep[] }
interface Objection { readonly id: string; readonly version: number; readonly itemIds: readonly string[]; readonly status: string; readonly consequence: string | null; readonly answer: string | null }
type Item = Pick<SeenItem, 'id' | 'person' | 'entitlement' | 'subject' | 'period' | 'amountFen' | 'endToEndId'> & { readonly state: string };

/** The days of the second month's batch, and one from which five working days lead into a year that nobody has published. */
const NEXT = { calculated: day('2026-12-01'), reviewed: day('2026-12-02'), cleared: day('2026-12-10'), released: day('2026-12-11'), reconciled: day('2026-12-16') } as const;
const YEAR_END = { calculated: day('2026-12-28'), reviewed: day('2026-12-29') } as const;
/** What is said of which lines of the public list. */
const LINES = { keptBefore: 1, objectedTwice: 2, keptAfter: [3, 4, 5, 6, 7, 8], ended: [9, 10] } as const;
const HELD = [...LINES.keptAfter, ...LINES.ended];

let stage: Stage;
let office: CityOffice;
let heard: readonly HeardMessage[];
let portal: Officer;
let judge: Officer;
let first: string;
let second: string;
let noticeId: string;
let shown: readonly PublicLine[];
let publicText: string;
const objections = new Map<number, Objection>();

beforeAll(async () => {
  stage = await openStage({ persons: 200 });
  heard = await listen(stage);
  office = stage.office(JINHUA);
  const officer = (id: string, role: 'integrator' | 'reviewer') => new Officer(stage.platform.issuer.url, stage.platform.subsidy.url, JINHUA, id, [role]);
  [portal, judge] = [officer('portal', 'integrator'), officer('judge', 'reviewer')];
  first = await submitAllowances(stage, office);
  await moveDate(stage, office, DAYS.reviewed);
  await office.step(office.reviewer, first, 'review');
  noticeId = `${first}-n1`;
  await readList();
  for (const line of [LINES.keptBefore, LINES.objectedTwice, ...HELD]) objections.set(line, await object(line));
  const other = await object(LINES.objectedTwice, '又一人');
  await decide(LINES.keptBefore, 'dismissed');
  await decide(LINES.objectedTwice, 'dismissed');
  succeeded('deciding the other', await judge.post(`/objections/${other.id}/decision`, { outcome: 'dismissed', reason: '已核实' }, '"1"'));
  await pay(first, DAYS);
  for (const line of LINES.keptAfter) await decide(line, 'dismissed');
  for (const line of LINES.ended) await decide(line, 'upheld');
  second = await submitNext('2026-11' as Month, NEXT.calculated);
  await moveDate(stage, office, NEXT.reviewed);
  await office.step(office.reviewer, second, 'review');
  await pay(second, NEXT);
});
afterAll(closeStages);

/** As anybody reads it: no token. */
async function asked(path: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${stage.platform.subsidy.url}${path}`);
  return { status: response.status, text: await response.text() };
}

async function readList(): Promise<void> {
  const [notice, lines] = await Promise.all([`/public/notices/${noticeId}`, `/public/notices/${noticeId}/lines?limit=200`].map(asked));
  publicText = `${notice?.text}${lines?.text}`;
  shown = (JSON.parse(lines?.text ?? '{}') as { items: PublicLine[] }).items;
}

async function object(line: number, name = '某市民'): Promise<Objection> {
  return succeeded(`objecting to line ${line}`, await portal.post(`/notices/${noticeId}/objections`, { line, text: '该人员不在岗', contact: { name, reachedAt: '见信' } }));
}

async function decide(line: number, outcome: 'dismissed' | 'upheld'): Promise<void> {
  const path = `/objections/${objections.get(line)?.id ?? ''}`;
  const { etag } = await judge.get(path);
  objections.set(line, succeeded(`deciding about line ${line}`, await judge.post(`${path}/decision`, { outcome, reason: '已核实' }, etag)));
}

/** From the notice to the bank's statement, by the right persons on the right days. */
async function pay(id: string, days: { readonly cleared: Day; readonly released: Day; readonly reconciled: Day }): Promise<void> {
  await moveDate(stage, office, days.cleared);
  await office.until(id, 'cleared');
  await office.approve(id);
  await moveDate(stage, office, days.released);
  await office.step(office.releaser, id, 'release');
  await office.until(id, 'settling');
  await moveDate(stage, office, days.reconciled);
  await office.until(id, 'reconciled');
}

/** A later month's batch: what stands out against the month before is explained. */
async function submitNext(period: Month, on: Day): Promise<string> {
  await moveDate(stage, office, on);
  const { id } = await office.open('post-allowance', period);
  await office.step(office.handler, id, 'calculation');
  await office.until(id, 'calculated');
  const { findings } = succeeded<{ readonly findings: readonly { readonly check: string; readonly colour: string }[] }>('reading the gate', await office.handler.get(`/batches/${id}/gate`));
  for (const { check, colour } of findings) if (colour === 'red') succeeded(`explaining ${check}`, await office.handler.post(`/batches/${id}/gate/explanations`, { check, text: 'objections of the month before' }));
  await office.step(office.handler, id, 'submission');
  return id;
}

const itemsOf = (batchId: string): Promise<readonly Item[]> => allPages<Item>(office.handler, `/batches/${batchId}/items`);
const itemIdOf = (line: number): string => objections.get(line)?.itemIds[0] ?? '';
const dueOf = (id: string): string => id.slice(0, id.lastIndexOf('|'));

function told<Contract extends EventContract>(contract: Contract): readonly EventOf<Contract>['data'][] {
  return heard.flatMap(({ text }) => {
    const event = parseEvent(text);
    const read = event.ok && event.value.type === contract.type ? readData(contract, event.value) : undefined;
    return read?.ok ? [read.value.data] : [];
  });
}

describe('S6: handled, reviewed, approved and released by four persons', () => {
  it('each with one duty', async () => {
    const { chain } = succeeded<{ readonly chain: readonly { readonly step: string; readonly actor: string }[] }>('reading the batch', await office.handler.get(`/batches/${first}`));
    expect([...new Set(chain.map(({ step }) => step))]).toEqual(['handler', 'reviewer', 'approver', 'releaser']);
    expect(new Set(chain.map(({ actor }) => actor)).size).toBe(4);
  });
});

describe('S6: the public list', () => {
  it('has a line for each item of the batch, and shows nobody in full', async () => {
    expect(shown.map(({ number }) => number)).toEqual(Array.from({ length: shown.length }, (_, n) => n + 1));
    expect(shown.length).toBe(new Set((await itemsOf(first)).map(({ id }) => dueOf(id))).size);
    for (const { name, identityNumber, bankAccount } of await samplePersons(stage.sample)) for (const secret of [name, identityNumber, bankAccount]) expect(publicText).not.toContain(secret);
    expect(publicText).not.toMatch(/p_[a-z2-7]{26}/);
  });

  it('is proved line by line by the root that others heard, also after it came down', async () => {
    await eventually(() => expect(told(noticeTakenDown).map(({ why }) => why)).toContain('passed'), { everyMs: 100 });
    const root = told(noticePublished).find((data) => data.noticeId === noticeId)?.root;
    expect((await asked(`/public/notices/${noticeId}`)).status).toBe(404);
    for (const { number } of [shown[0], shown.at(-1)] as PublicLine[]) {
      const { line, toSheet, sheet, toNotice, ...proof } = succeeded<Proof>('asking for a proof', await office.handler.get(`/notices/${noticeId}/proof?line=${number}`));
      expect(proof.number).toBe(sheet.first + line.place - 1);
      expect(merkleRootOfPath(canonicalJson(line), toSheet)).toBe(sheet.root);
      expect(merkleRootOfPath(canonicalJson(sheet), toNotice)).toBe(root);
      expect(merkleRootOfPath(canonicalJson({ ...line, amountFen: 1 }), toSheet)).not.toBe(sheet.root);
    }
  });

  it('says from when until when it was up', async () => {
    const { showings } = succeeded<{ readonly showings: readonly object[] }>('reading the notice', await office.handler.get(`/notices/${noticeId}`));
    expect(showings).toEqual([expect.objectContaining({ from: DAYS.reviewed, until: DAYS.cleared })]);
  });
});

describe('S6: an objection', () => {
  it('held its own line while the rest was paid', async () => {
    const items = await itemsOf(first);
    expect(items.filter(({ state }) => state === 'void').map(({ id }) => id).sort()).toEqual(HELD.map(itemIdOf).sort());
    expect(items.filter(({ state }) => ['due', 'withheld'].includes(state))).toEqual([]);
    const paid = new Set((await stage.bank.payments()).map(({ endToEndId }) => endToEndId));
    for (const { state, endToEndId } of items) expect(paid.has(endToEndId)).toBe(state !== 'void');
  });

  it('dismissed before approval let its line go on with the batch, once the last of two was', () => {
    expect([LINES.keptBefore, LINES.objectedTwice].map((line) => objections.get(line)?.consequence)).toEqual(['restored', 'still-held']);
  });

  it('dismissed after approval: its line goes out with the next batch, once and in full', async () => {
    const [before, after] = [await itemsOf(first), await itemsOf(second)];
    const again = LINES.keptAfter.map((line) => {
      const was = before.find(({ id }) => id === itemIdOf(line));
      const is = after.filter(({ id }) => dueOf(id) === dueOf(itemIdOf(line)));
      expect(is.map(({ amountFen }) => amountFen)).toEqual([was?.amountFen]);
      return is[0]?.state;
    });
    expect(again).toContain('settled');
    expect(again.filter((state) => !['settled', 'rejected', 'returned'].includes(state ?? ''))).toEqual([]);
  });

  it('upheld: its line is never paid', async () => {
    const after = new Set((await itemsOf(second)).map(({ id }) => dueOf(id)));
    for (const line of LINES.ended) expect(after.has(dueOf(itemIdOf(line)))).toBe(false);
    expect(LINES.ended.map((line) => objections.get(line)?.consequence)).toEqual(LINES.ended.map(() => 'never-paid'));
  });

  it('is answered, and others hear what came of it', async () => {
    for (const { answer } of objections.values()) expect(answer).toMatch(/^您于2026-11-03对公示.*理由：已核实$/);
    await eventually(() => expect(told(objectionDecided)).toHaveLength(objections.size + 1), { everyMs: 100 });
  });
});

it('S6: a notice whose days lead into a year that is not published does not go up', async () => {
  const third = await submitNext('2026-12' as Month, YEAR_END.calculated);
  await moveDate(stage, office, YEAR_END.reviewed);
  const { etag } = await office.reviewer.get(`/batches/${third}`);
  const refused = await office.reviewer.post(`/batches/${third}/review`, undefined, etag);
  expect([refused.status, (refused.body as { readonly code: string }).code]).toEqual([409, 'calendar.year-unpublished']);
  expect((await office.batch(third)).status).toBe('submitted');
});
