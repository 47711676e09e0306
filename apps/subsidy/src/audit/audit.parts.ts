import type { Clock } from '@gongjiang/kernel';
import type { MongoOutbox } from '@gongjiang/messaging';
import type { MongoConnection } from '@gongjiang/persistence';
import { AuditSealer, MongoAuditSearch, MongoChainReader, MongoChainStore } from '@gongjiang/security';
import { MongoChunkRoots } from '../chunk/chunk.root-source.mongo.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { messageOfBlock } from './audit.messages.js';

export interface AuditNeeds {
  readonly connection: MongoConnection;
  readonly clock: Clock;
  readonly outbox: MongoOutbox;
  readonly chunks: ChunkStore;
}

export type AuditParts = ReturnType<typeof auditParts>;

/** The audit chain of the service: what seals it, reads it and searches it. */
export function auditParts({ connection, clock, outbox, chunks }: AuditNeeds) {
  const roots = new MongoChunkRoots(connection.db, chunks);
  const chain = new MongoChainStore(connection, (block, session) => outbox.append(session, [messageOfBlock(block)]));
  return { roots, sealer: new AuditSealer({ chain, roots, clock }), reader: new MongoChainReader(connection.db), search: new MongoAuditSearch(connection.db) };
}
