import { canonicalJson, merkleRoot, sha256Hex, type CityCode } from '@gongjiang/kernel';
import { aesFieldCipher, keyRingFromConfig, type FieldCipher } from '@gongjiang/persistence';
import { mongoAuditTrail } from '@gongjiang/security';
import type { ClientSession, Db } from 'mongodb';
import { CITY, type BareChunk, type BareInstruction } from './bare.shapes.js';

/** What a pipeline puts around its work for safety's sake: with the platform's own adapters, or with nothing. */
export interface Guards {
  readonly cipher: Pick<FieldCipher, 'seal' | 'open'>;
  record(chunk: BareChunk, instructions: readonly BareInstruction[], session: ClientSession): Promise<void>;
}

export const noGuards: Guards = { cipher: { seal: (plain) => plain, open: (sealed) => sealed }, record: async () => undefined };

/** Fields sealed as the platform seals them; each chunk on record with the root over its lines, each line hashed as a receipt is. */
export function platformGuards(db: Db, sealKey: string): Guards {
  const trail = mongoAuditTrail(db);
  return {
    cipher: aesFieldCipher(keyRingFromConfig(sealKey)),
    record: (chunk, instructions, session) => trail.append(session, [{
      city: CITY as CityCode, at: new Date().toISOString(), actorId: 'bare', kind: 'chunk.settled', object: `chunk/${chunk._id}`, outcome: 'done', source: 'bench',
      details: { root: merkleRoot(instructions.map(({ _id, person, amountFen, clause, period, rule }) => sha256Hex(canonicalJson({ _id, person, amountFen, clause, period, rule })))) },
    }]),
  };
}
