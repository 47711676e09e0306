import { day, fen } from '@gongjiang/kernel';
import { draftBatch } from '../batch/batch.builders.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { cityOf } from '../city/city.builders.js';
import { itemNo } from '../item/item.builders.js';
import type { Item } from '../item/item.js';
import type { MaskedFace } from '../person/person.store.js';
import { evolveNotice, decideNotice, noticeIdOf, type Notice, type NoticeCommand } from './notice.js';
import type { SheetInput } from './notice.sheet.js';

export const DAYS = { from: day('2026-11-02'), until: day('2026-11-09') };
const AT = '2026-11-02T01:02:03.000Z';

/** A notice whose list is made. */
export function readyNotice(): Notice {
  const { id, city, programme, period } = draftBatch();
  return {
    status: 'ready', id: noticeIdOf({ id, calculation: 1 }), city, batchId: id, calculation: 1, programme, period, rule: cityOf().notice,
    list: { sheets: 1, lines: 2, amountFen: fen(120_000), root: 'a'.repeat(64) }, showings: [],
  };
}

export function noticeCommand(kind: NoticeCommand['kind'], on = DAYS.from): NoticeCommand {
  const by = { actor: 'li', on, at: AT };
  switch (kind) {
    case 'publish': case 'resume': return { kind, ...by, days: DAYS };
    case 'suspend': return { kind, ...by, reason: 'a page showed too much' };
    default: return { kind, ...by };
  }
}

/** The notice after a command that must not be refused. */
export function noticeAfter(notice: Notice, ...commands: readonly NoticeCommand[]): Notice {
  return commands.reduce((before, command) => {
    const decided = decideNotice(command, before);
    if (!decided.ok) throw new Error(`${command.kind} was refused: ${decided.refusal.code}`);
    return evolveNotice(before, decided.value);
  }, notice);
}

/** The nth person's face, as the registry masks it. */
export function faceNo(n: number): MaskedFace {
  return { name: '王*', identityNumber: `330***********${String(n).padStart(4, '0')}`, district: '婺城区', employer: `employer-${n}` };
}

/** What a sheet of these items is made of. The order is that of the last letters: one that a test can follow. */
export function sheetInput(items: readonly Item[], overrides: Partial<SheetInput> = {}): SheetInput {
  return {
    noticeId: readyNotice().id, chunkId: CHUNK_ID, items, rule: cityOf().notice,
    faceOf: ({ due }) => faceNo(items.findIndex((item) => item.due.person === due.person) + 1),
    order: (text) => [...text].reverse().join(''), ...overrides,
  };
}

export function itemsNo(...numbers: readonly number[]): readonly Item[] {
  return numbers.map((n) => itemNo(n));
}
