import * as os from 'node:os';

/**
 * Lets people's requests go first on the processors that this process shares with the API: a batch waits for them, and
 * not they for it. Where it was started with less priority still, it keeps that: to take more is not allowed.
 */
export function giveWay({ getPriority, setPriority }: Pick<typeof os, 'getPriority' | 'setPriority'> = os): void {
  const least = os.constants.priority.PRIORITY_BELOW_NORMAL;
  if (getPriority() < least) setPriority(least);
}
