/** For what is read whole and is a chunk at the most: without it a server hands out a hundred documents, and is asked a second time for the rest. */
export const IN_ONE_GO = { batchSize: 2_001 } as const;
