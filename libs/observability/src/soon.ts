/** Who asks after a service asks every few seconds; what takes longer counts as not there. */
const ANSWER_WITHIN_MS = 2_000;

/** The answer, or an error where there is none in time: a database that is away keeps whoever asks for many seconds. */
export async function soon<Answer>(ask: () => Answer | Promise<Answer>, withinMs: number = ANSWER_WITHIN_MS): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${withinMs} ms`)), withinMs);
  });
  try {
    return await Promise.race([Promise.resolve().then(ask), late]);
  } finally {
    clearTimeout(timer);
  }
}
