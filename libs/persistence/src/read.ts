/** For what is read whole and is a chunk at the most: without it a server hands out a hundred documents, and is asked a second time for the rest. */
export const IN_ONE_GO = { batchSize: 2_001 } as const;

/** What is looked at of a stretch of keys before each key is asked for by itself. */
const A_FEW = 50;

/**
 * Reads what few of many keys have: first all that lies between the first and the last of them, which is mostly nothing and
 * costs one look; where that is more than a few, what each key has. What is of other keys between them is the caller's to leave out.
 */
export async function fewBetween<Found>(between: (limit: number) => Promise<readonly Found[]>, ofEach: () => Promise<readonly Found[]>): Promise<readonly Found[]> {
  const found = await between(A_FEW + 1);
  return found.length > A_FEW ? ofEach() : found;
}
