import type { MongoConnection } from '@gongjiang/persistence';
import type { MongoCounts } from './bench.figures.js';

const WORK = ['find', 'getMore', 'insert', 'update', 'delete', 'findAndModify', 'aggregate', 'count', 'distinct', 'commitTransaction', 'abortTransaction'] as const;

/** What the server has been asked for so far: commands that read or write, and documents handed out and changed. Exact, whatever else the machine does. */
export async function mongoCounts({ client }: MongoConnection): Promise<MongoCounts> {
  const { metrics } = (await client.db('admin').command({ serverStatus: 1 })) as { metrics: ServerMetrics };
  const { inserted, updated, deleted, returned } = metrics.document;
  return {
    commands: WORK.reduce((sum, name) => sum + Number(metrics.commands[name]?.total ?? 0), 0),
    documentsRead: Number(returned),
    documentsWritten: Number(inserted) + Number(updated) + Number(deleted),
  };
}

interface ServerMetrics {
  readonly document: Readonly<Record<'inserted' | 'updated' | 'deleted' | 'returned', unknown>>;
  readonly commands: Readonly<Record<string, { readonly total: unknown } | undefined>>;
}
