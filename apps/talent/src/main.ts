import { stopOnSignals } from '@gongjiang/http';
import { createService, listenOn } from '@gongjiang/http/nest';
import { KafkaStrategy } from '@gongjiang/messaging/nest';
import { createLogger } from '@gongjiang/observability';
import { SECURITY_WORDING, type Actor } from '@gongjiang/security';
import { assertEveryRouteGuarded, knownActorOf } from '@gongjiang/security/nest';
import { readConfig } from './config.js';
import { BENEFIT_EVENTS } from './profile/benefit.js';
import { TalentModule } from './talent.module.js';
import { talentParts } from './talent.parts.js';

/** The talent database: profiles built from events, and what the city's staff ask of them. */
const config = readConfig(process.env);
const logger = createLogger({ service: 'talent', level: config.GONGJIANG_LOG_LEVEL });
const parts = await talentParts(config, (line) => logger.warn(line));

const events = new KafkaStrategy({ kafka: parts.kafka, consumes: BENEFIT_EVENTS, deadLetters: parts.deadLetters });
const app = await createService(TalentModule.with(parts, config, events.readings()), { serviceName: 'Gongjiang talent', wording: SECURITY_WORDING, logger, rate: { callerOf: (request) => callerOf(knownActorOf(request)), callsAMinute: config.GONGJIANG_CALLS_A_MINUTE, publicCallsAMinute: config.GONGJIANG_PUBLIC_CALLS_A_MINUTE } });
assertEveryRouteGuarded(app);
app.connectMicroservice({ strategy: events });
await app.startAllMicroservices();
await listenOn(app, { host: config.GONGJIANG_TALENT_HOST, port: config.GONGJIANG_TALENT_PORT });

stopOnSignals({
  close: async () => {
    await app.close();
    await parts.connection.close();
  },
});

function callerOf(actor: Actor | undefined): string | undefined {
  return actor && `${actor.city}/${actor.id}`;
}
