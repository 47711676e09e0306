import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { isDuplicateKey } from './duplicate-key.js';

/** One step of a database's shape. Its id orders it (`2026-11-03-split-accounts`); it is safe to run twice. */
export interface Migration {
  readonly id: string;
  up(db: Db): Promise<void>;
}

export interface MigrationLimits {
  /** How long another process may be at it before this one gives up; 5 minutes unless told. */
  readonly waitMs?: number;
}

interface MigrationRecord { readonly _id: string; readonly at: Date; readonly tookMs: number }
interface Lease { readonly _id: 'running'; readonly until: Date; readonly holder: string }

const RECORDS = 'migrations';
const LEASES = 'migration_lease';
const WAIT_MS = 300_000;
/** A process that died in the middle holds up the next start by this much at most. */
const LEASE_MS = 600_000;
const POLL_MS = 100;

/**
 * Runs what has not run yet, in the order of the list, each recorded when done; answers the ids that ran. Of several
 * processes that start at once one does it and the others wait. Throws where a step fails (the next start tries it
 * again), where the list is out of order, and where what was recorded is missing from the list.
 */
export async function runMigrations(db: Db, migrations: readonly Migration[], limits: MigrationLimits = {}): Promise<string[]> {
  requireOrder(migrations);
  const deadline = Date.now() + (limits.waitMs ?? WAIT_MS);
  const holder = randomUUID();
  while (!(await takeLease(db, holder))) {
    if (Date.now() >= deadline) throw new Error('Another process is at the migrations and does not come to an end');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await runPending(db, migrations);
  } finally {
    await db.collection<Lease>(LEASES).deleteOne({ _id: 'running', holder });
  }
}

async function runPending(db: Db, migrations: readonly Migration[]): Promise<string[]> {
  const records = db.collection<MigrationRecord>(RECORDS);
  const done = new Set((await records.find().toArray()).map((record) => record._id));
  requireKnown(done, migrations);
  const ran: string[] = [];
  for (const migration of migrations.filter(({ id }) => !done.has(id))) {
    const begun = Date.now();
    await migration.up(db);
    await records.insertOne({ _id: migration.id, at: new Date(), tookMs: Date.now() - begun });
    ran.push(migration.id);
  }
  return ran;
}

function requireOrder(migrations: readonly Migration[]): void {
  const ids = migrations.map(({ id }) => id);
  const wrong = ids.find((id, at) => at > 0 && id <= (ids[at - 1] ?? ''));
  if (wrong !== undefined) throw new Error(`Migration ${wrong} is out of order or there twice: ids must rise`);
}

/** An older program on a newer database would write what the newer one no longer reads. */
function requireKnown(done: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ id }) => id));
  const unknown = [...done].filter((id) => !known.has(id));
  if (unknown.length > 0) throw new Error(`The database is newer than this program: it has had ${unknown.join(', ')}`);
}

async function takeLease(db: Db, holder: string): Promise<boolean> {
  const now = new Date();
  try {
    const { matchedCount, upsertedCount } = await db.collection<Lease>(LEASES).updateOne(
      { _id: 'running', until: { $lt: now } }, { $set: { until: new Date(now.getTime() + LEASE_MS), holder } }, { upsert: true });
    return matchedCount + upsertedCount === 1;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
