import type { KafkaSettings } from '@gongjiang/messaging';
import type { SubsidyParts } from '../subsidy.parts.js';
import { RecordHeads } from './record-heads.mongo.js';
import type { Witness } from './restore.js';
import { RestoreWatch } from './restore.watch.js';
import { KafkaWentOut } from './went-out.kafka.reader.js';

/** Watches whether the data were put back: one in each process of the service. */
export function restoreWatch(parts: SubsidyParts, kafka: KafkaSettings, alarm: (witness: Witness, detail: string) => void): RestoreWatch {
  return new RestoreWatch({ ...parts, recordHeads: new RecordHeads(parts.connection.db), wentOut: new KafkaWentOut(kafka) }, alarm);
}
