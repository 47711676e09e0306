import { spawn } from 'node:child_process';

/** Opens a transaction that writes to every batch, chunk and fund, and says so; then it waits for its death. */
const HOLDER = `
  import { connectMongo } from '@gongjiang/persistence';
  const [url, database] = process.argv.slice(-2);
  const { client, db } = await connectMongo({ url, database });
  const session = client.startSession();
  for (;;) {
    session.startTransaction({ writeConcern: { w: 'majority' } });
    try {
      for (const name of ['batches', 'chunks', 'funds']) await db.collection(name).updateMany({}, { $set: { held: true } }, { session });
      break;
    } catch { await session.abortTransaction(); }
  }
  process.stdout.write('held');
  setInterval(() => undefined, 1_000);
`;

/** A process with an open transaction, which is killed without a word. */
export async function holdTransaction(url: string, database: string): Promise<{ kill(): Promise<void> }> {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, url, database], { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname });
  const gone = new Promise<void>((resolve) => { holder.once('close', () => { resolve(); }); });
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => { resolve(); });
    holder.once('close', () => { reject(new Error('Who was to hold a transaction ended before')); });
  });
  return { kill: async () => { holder.kill('SIGKILL'); await gone; } };
}
