import { refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { ROSTER_LIMITS } from './roster.js';

let underWay = 0;

/** Does the work where fewer files are being taken in by this process than it can bear; otherwise whoever hands one in comes again. */
export async function inTurn<T, Code extends string>(work: () => Promise<Result<T, Refusal<Code>>>): Promise<Result<T, Refusal<Code | 'roster.busy'>>> {
  if (underWay >= ROSTER_LIMITS.maxAtOnce) return refuse('roster.busy', { files: ROSTER_LIMITS.maxAtOnce });
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}
