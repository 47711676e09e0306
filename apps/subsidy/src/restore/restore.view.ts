import { addFen, ZERO_FEN, type CityCode } from '@gongjiang/kernel';
import { z } from 'zod';
import { toldStatusOf } from '../disbursement-control/control.messages.js';
import type { ControlStore } from '../disbursement-control/control.store.js';
import { WITNESSES } from './restore.js';
import type { RestoreGuard } from './restore.guard.js';
import type { RestoreStore } from './restore.store.js';

const sum = z.object({ lines: z.int(), amountFen: z.int() });
/** A restore as it is shown to those who lift its lock: what the bank was asked, and what it said. */
export const shownRestoreSchema = z.object({
  number: z.int(),
  witness: z.enum(WITNESSES),
  status: z.enum(['running', 'paused', 'stopped', 'resumption-asked', 'cancellation-asked', 'cancelling']).describe('Of the control `restore`; `running` when the lock is lifted'),
  noticedAt: z.string(),
  since: z.string().describe('The first day of which the bank\'s statements are listed anew'),
  lockedOn: z.string().describe('The last one'),
  listedTo: z.string().describe('The day that is listed next'),
  booked: sum.describe('What the listed statements have'),
  askedChunks: z.int(),
  chunksLeft: z.int().describe('Chunks that would be sent and of which the bank was not asked yet'),
  knownAtBank: sum.describe('Lines that would have been sent again'),
});
export type ShownRestore = z.infer<typeof shownRestoreSchema>;

export interface RestoreViewPorts {
  readonly restores: RestoreStore;
  readonly controls: ControlStore;
  readonly restoreGuard: RestoreGuard;
}

/** The last restore of a city; undefined where its data were never put back. */
export async function shownRestore({ restores, controls, restoreGuard }: RestoreViewPorts, city: CityCode): Promise<ShownRestore | undefined> {
  const restore = await restores.find(city);
  if (!restore) return undefined;
  const [{ control }, booked, asked, left] = await Promise.all([controls.find(city, { kind: 'restore' }), restores.sumBooked(city), restores.asked(restore), restoreGuard.leftToAsk(restore)]);
  const { number, witness, noticedAt, since, lockedOn, listing } = restore;
  return {
    number, witness, status: toldStatusOf(control), noticedAt: noticedAt.toISOString(), since, lockedOn, listedTo: listing.nextDay, booked,
    askedChunks: asked.length, chunksLeft: control.status === 'running' ? 0 : left.length,
    knownAtBank: asked.reduce((total, { knownLines, knownFen }) => ({ lines: total.lines + knownLines, amountFen: addFen(total.amountFen, knownFen) }), { lines: 0, amountFen: ZERO_FEN }),
  };
}
