/** Does the work on every piece, so many side by side. The first error ends it: what has begun goes on to its end, and nothing else is begun. */
export async function atOnce<Piece>(most: number, pieces: readonly Piece[], work: (piece: Piece) => Promise<void>): Promise<void> {
  const waiting = pieces.values();
  let isFailed = false;
  const lane = async (): Promise<void> => {
    for (const piece of waiting) {
      if (isFailed) return;
      await work(piece).catch((error: unknown) => { isFailed = true; throw error; });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(most, pieces.length) }, lane));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
