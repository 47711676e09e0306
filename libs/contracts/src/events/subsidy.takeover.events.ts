import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, countShape } from '../shapes.js';

const takeover = z.object({
  takeoverId: codeShape,
  status: z.enum(['in-review', 'accepted', 'counted', 'rejected']),
  /** Dues of the file: a month of a person each, or something that was paid once. */
  dues: countShape,
  amountFen: amountFenShape,
  /** Dues that were there already when it was counted; they stay as they were. */
  leftOut: countShape,
  /** The officer, as an opaque id; absent where the machine did it. */
  actor: codeShape.optional(),
});

const example = { takeoverId: '330700.k2m7q4x9b5t1', dues: 1_900, amountFen: 114_000_000, leftOut: 0, actor: 'officer-17' } as const;

function takeoverEvent(verb: string, status: z.infer<typeof takeover>['status'], zh: string, en: string) {
  return defineEvent({ type: `gongjiang.subsidy.takeover.${verb}.v1`, about: { zh, en }, data: takeover, example: { ...example, status } });
}

export const takeoverHandedIn = takeoverEvent('handed-in', 'in-review', '上线前已发放明细已导入，等待复核。', 'What was paid before the platform was handed in; somebody else reviews it.');
export const takeoverAccepted = takeoverEvent('accepted', 'accepted', '复核通过，逐行计入历史。', 'The reviewer accepted it; its lines are being counted as history.');
export const takeoverCounted = takeoverEvent('counted', 'counted', '全部计入历史，此后的决定均予考虑。', 'All of it counts as history for every decision from now on.');
export const takeoverRejected = takeoverEvent('rejected', 'rejected', '复核不通过，不计入历史。', 'The reviewer rejected it; nothing of it counts.');
