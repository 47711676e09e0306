import { createService, listenOn } from '@gongjiang/http/nest';
import { kafkaSettingsOf } from '@gongjiang/messaging';
import { KafkaStrategy } from '@gongjiang/messaging/nest';
import { createLogger } from '@gongjiang/observability';
import { SECURITY_WORDING } from '@gongjiang/security';
import { assertEveryRouteGuarded } from '@gongjiang/security/nest';
import { recordRefusedAttempts } from './audit/refused-attempts.http.js';
import { CLAIM_STARTING_EVENTS } from './claim/claim.starts.js';
import type { SubsidyConfig } from './config.js';
import { CREDIT_EVENTS } from './person-check/credit-bar.events.js';
import { takeRosters } from './import/import.http.js';
import { restoreWatch } from './restore/watch.parts.js';
import { Repeat } from './shared/repeat.loop.js';
import { rateOf, SubsidyModule } from './subsidy.module.js';
import type { SubsidyParts } from './subsidy.parts.js';
import { SUBSIDY_WORDING } from './wording.js';

/** The API, and what it hears of others, until it is closed. */
export async function openApi(config: SubsidyConfig, parts: SubsidyParts): Promise<{ close(): Promise<void> }> {
  const logger = createLogger({ service: 'subsidy', level: config.GONGJIANG_LOG_LEVEL });
  const kafka = kafkaSettingsOf(config, 'subsidy', (line) => logger.warn(line));

  const events = new KafkaStrategy({ kafka, consumes: [...CLAIM_STARTING_EVENTS, ...CREDIT_EVENTS], deadLetters: parts.deadLetters });
  const app = await createService(SubsidyModule.with(parts, config, events.readings()), { serviceName: 'Gongjiang subsidy', wording: { ...SECURITY_WORDING, ...SUBSIDY_WORDING }, logger, rate: rateOf(config), trustedProxies: config.GONGJIANG_TRUSTED_PROXIES });
  takeRosters(app);
  recordRefusedAttempts(app, parts.changes, (error) => logger.error('A refused attempt could not be recorded', { error }));
  assertEveryRouteGuarded(app);
  app.connectMicroservice({ strategy: events });

  const fundChanges = new Repeat(() => parts.fundChangeService.takeUp(), {
    intervalMs: config.GONGJIANG_FUND_CHANGE_INTERVAL_MS,
    onError: (error) => logger.error('A confirmed change of a fund waits; it will be tried again', { error }),
  });

  const watch = restoreWatch(parts, kafka, (witness, detail) => logger.error('The data are older than what has left: nothing is paid until the bank was asked', { witness, detail }));
  const watching = new Repeat(() => watch.look(), {
    intervalMs: config.GONGJIANG_AUDIT_SEAL_INTERVAL_MS,
    onError: (error) => logger.warn('What went out cannot be compared with the data; it will be tried again', { error }),
  });

  await app.startAllMicroservices();
  fundChanges.start();
  watching.start();
  await listenOn(app, { host: config.GONGJIANG_SUBSIDY_HOST, port: config.GONGJIANG_SUBSIDY_PORT });

  const close = async (): Promise<void> => {
    await app.close();
    await fundChanges.stop();
    await watching.stop();
    await parts.connection.close();
  };
  return { close };
}
