import type { FieldCipher } from '@gongjiang/persistence';
import type { Db } from 'mongodb';
import type { BatchStore } from '../batch/batch.store.js';
import type { BusinessDates } from '../business-date/business-date.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { ClawbackPorts } from './clawback.keeper.js';
import { ClawbackService } from './clawback.service.js';
import type { ClawbackStore } from './clawback.store.js';
import { MongoClawbackStore } from './clawback.store.mongo.js';
import { ClawbackSweep } from './clawback.sweep.js';
import type { Clawbacks } from './clawbacks.js';
import { ClawbacksOfBatches } from './clawbacks.of-batches.js';
import { MongoDueHistory } from './due-history.mongo.js';
import type { OffsetPlans } from './offset-plans.js';
import { StoredOffsetPlans } from './offset-plans.stored.js';
import type { OpenClaims } from './open-claims.js';
import { MongoOpenClaims } from './open-claims.mongo.js';
import { StatementRepayments } from './repayments.js';

interface Needs extends Omit<ClawbackPorts, 'cases' | 'history' | 'changes'> {
  readonly batches: BatchStore;
  readonly chunks: ChunkStore;
  readonly dates: BusinessDates;
  /** For what is sealed as a whole: all that was ever said in a case. */
  readonly messageCipher: FieldCipher;
}

export interface ClawbackParts {
  readonly clawbackCases: ClawbackStore;
  readonly clawbackService: ClawbackService;
  readonly clawbackSweep: ClawbackSweep;
  readonly clawbacks: Clawbacks;
  readonly offsetPlans: OffsetPlans;
  readonly openClaims: OpenClaims;
  readonly repayments: StatementRepayments;
}

/** The slice on the service's own database: what officers use, what batches call, and what looks by itself. */
export function clawbackParts(db: Db, needs: Needs, changes: ClawbackPorts['changes']): ClawbackParts {
  const { funds, grants, cities, calendar } = needs;
  const clawbackCases = new MongoClawbackStore(db, needs.messageCipher);
  const ports: ClawbackPorts = { cases: clawbackCases, history: new MongoDueHistory(db, needs), funds, grants, changes, cities, calendar };
  const offsetPlans = new StoredOffsetPlans(clawbackCases);
  const clawbackService = new ClawbackService(ports);
  return { clawbackCases, clawbackService, offsetPlans, openClaims: new MongoOpenClaims(db), repayments: new StatementRepayments(clawbackService), clawbacks: new ClawbacksOfBatches(ports), clawbackSweep: new ClawbackSweep(ports, clawbackService, { ...needs, offsets: offsetPlans }) };
}
