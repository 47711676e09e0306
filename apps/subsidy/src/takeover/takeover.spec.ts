import { describe, expect, it } from '@jest/globals';
import { fen } from '@gongjiang/kernel';
import { contractOf, readData } from '@gongjiang/contracts';
import { ITEM_TRANSITIONS, itemId } from '../item/item.js';
import { dueOfAllowance, REVIEWED_ON, SUMMARY, takeoverInReview } from './takeover.builders.js';
import { decideTakeover, TAKEOVER_TRANSITIONS, type TakeoverCommand } from './takeover.decide.js';
import { messagesOfTakeover } from './takeover.messages.js';
import { itemOfDue, takeoverChunkOf, takeoverIdOf, type Takeover } from './takeover.js';

const IN_REVIEW = takeoverInReview();
const { summary: _none, ...known } = IN_REVIEW;
const RECEIVING: Takeover = { ...known, status: 'receiving' };
const ACCEPTED: Takeover = { ...IN_REVIEW, status: 'accepted', acceptedBy: 'li', acceptedOn: REVIEWED_ON };
const ALL: readonly Takeover[] = [RECEIVING, IN_REVIEW, ACCEPTED, { ...ACCEPTED, status: 'counted', leftOut: 0 }, { ...IN_REVIEW, status: 'rejected', rejectedBy: 'li', rejectedOn: REVIEWED_ON, reason: 'x' }];
const COMMANDS: readonly TakeoverCommand[] = [
  { kind: 'hand-in', actor: 'zhang', summary: SUMMARY }, { kind: 'accept', actor: 'li', on: REVIEWED_ON }, { kind: 'reject', actor: 'li', on: REVIEWED_ON, reason: 'x' }, { kind: 'count', leftOut: 0 },
];
const outcome = (command: TakeoverCommand, takeover: Takeover): string => {
  const decided = decideTakeover(command, takeover);
  return decided.ok ? decided.value.status : decided.refusal.code;
};

describe('a takeover', () => {
  it.each(ALL.flatMap((takeover) => COMMANDS.map((command) => [takeover.status, command.kind, takeover, command] as const)))('that is %s allows %s or refuses it, as its transitions say', (status, kind, takeover, command) => {
    const may: readonly string[] = TAKEOVER_TRANSITIONS[status];
    expect(outcome(command, takeover) === 'takeover.wrong-status').toBe(!may.includes(kind));
  });

  it.each(['accept', 'reject'] as const)('is not reviewed by whoever handed it in, alone or with others: %s', (kind) => {
    const command = { kind, actor: 'zhang', on: REVIEWED_ON, reason: 'x' };
    expect(outcome(command, IN_REVIEW)).toBe('duty.same-person');
    expect(outcome(command, takeoverInReview({ handedInBy: ['sun', 'zhang'] }))).toBe('duty.same-person');
    expect(outcome(command, takeoverInReview({ handedInBy: ['sun'] }))).not.toBe('duty.same-person');
  });

  it('of which no row fits stands for no review', () => {
    expect(outcome({ kind: 'hand-in', actor: 'zhang', summary: { ...SUMMARY, dues: 0 } }, RECEIVING)).toBe('takeover.empty');
  });

  it('is the same for the same file of the same city', () => {
    expect(takeoverIdOf(IN_REVIEW.city, 'a')).toBe(takeoverIdOf(IN_REVIEW.city, 'a'));
    expect(takeoverIdOf(IN_REVIEW.city, 'a')).not.toBe(takeoverIdOf(IN_REVIEW.city, 'b'));
    expect(takeoverIdOf(IN_REVIEW.city, 'a')).toMatch(/^330700\.[a-z2-7]{12}$/);
  });

  it('becomes items that are paid for good: no bank, no batch, nothing after', () => {
    const one = dueOfAllowance(1);
    expect(itemOfDue(IN_REVIEW.id, one, 'jinhua/7')).toMatchObject({ id: itemId(one.due, 0), chunkId: takeoverChunkOf(IN_REVIEW.id), state: 'taken-over', way: 'pay', amountFen: fen(60_000), attempt: 1 });
    expect(ITEM_TRANSITIONS['taken-over']).toEqual([]);
  });

  it('is told at each status that others may count on, by its contract', () => {
    const told = ALL.flatMap((takeover) => messagesOfTakeover({ takeover, version: 3 }, takeover.status === 'counted' ? null : 'li', new Date(0)));
    expect(told.map(({ type }) => type.split('.')[3])).toEqual(['handed-in', 'accepted', 'counted', 'rejected']);
    for (const event of told) {
      const contract = contractOf(event.type);
      expect(contract && readData(contract, event).ok).toBe(true);
    }
  });
});
