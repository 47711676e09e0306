import { randomUUID } from 'node:crypto';
import { EVENTS } from '@gongjiang/contracts';
import { ensureTopics, EventRelay, KafkaPublisher, kafkaSettingsOf, MongoLease } from '@gongjiang/messaging';
import { createLogger } from '@gongjiang/observability';
import { SealerLoop } from '@gongjiang/security';
import { ClaimEventSource } from './claim/claim.event-source.js';
import type { SubsidyConfig } from './config.js';
import { PaymentEventSource } from './payment/payment.event-source.js';
import type { SubsidyParts } from './subsidy.parts.js';

/** Tells systems and payees what was done, and seals the record of it, until it is closed. */
export async function openRelay(config: SubsidyConfig, parts: SubsidyParts): Promise<{ close(): Promise<void> }> {
  const logger = createLogger({ service: 'subsidy-relay', level: config.GONGJIANG_LOG_LEVEL });
  const kafka = kafkaSettingsOf(config, 'subsidy', (line) => logger.warn(line));
  await ensureTopics(kafka, [...new Set(EVENTS.filter((contract) => contract.service === 'subsidy').map((contract) => contract.topic))]);
  const publisher = new KafkaPublisher(kafka);
  const holder = randomUUID();
  const relay = new EventRelay({
    publisher,
    outbox: parts.outbox,
    sources: [new PaymentEventSource(parts), new ClaimEventSource(parts.claims), parts.payeeMessageSource],
    leaseOf: (lane) => new MongoLease(parts.connection.db, { name: `relay/${lane}`, holder }),
    onFailure: (lane, error) => logger.warn('Events wait; carrying them will be tried again', { lane, error }),
  });
  const sealer = new SealerLoop({
    sealer: parts.auditChain.sealer,
    lease: new MongoLease(parts.connection.db, { name: 'audit/sealer', holder }),
    intervalMs: config.GONGJIANG_AUDIT_SEAL_INTERVAL_MS,
    onError: (error, city) => logger.error('What was done cannot be sealed; it will be tried again', { error, city }),
  });
  relay.start();
  sealer.start();

  const close = async (): Promise<void> => {
    await sealer.stop();
    await relay.stop();
    await publisher.close();
    await parts.connection.close();
  };
  return { close };
}
