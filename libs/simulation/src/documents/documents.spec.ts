import { openTurnstile } from '../turnstile.js';
import { documentsContract } from './documents.contract.fixture.js';
import { memoryConnection } from './memory.connection.js';
import { MemoryStore } from './memory.store.js';

const nowMs = (): number => performance.now();
documentsContract('a simulated database', async () => memoryConnection(new MemoryStore(nowMs, 60_000), openTurnstile, nowMs));
