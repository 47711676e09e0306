/** A chunk, and the count of its changes at which something was taken up. */
export interface Mark {
  readonly chunkId: string;
  readonly mark: number;
}

/** The key under which the relay carries what a chunk has to tell. */
export function keyOfMark({ chunkId, mark }: Mark): string {
  return `${chunkId}#${mark}`;
}

export function markOfKey(key: string): Mark {
  const [chunkId = '', mark = ''] = key.split('#');
  return { chunkId, mark: Number(mark) };
}
