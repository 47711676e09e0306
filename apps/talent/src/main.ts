import { createService, listenOn, stopOnSignals } from '@gongjiang/http';
import { KafkaStrategy } from '@gongjiang/messaging';
import { createLogger } from '@gongjiang/observability';
import { assertEveryRouteGuarded, knownActorOf, SECURITY_WORDING, type Actor } from '@gongjiang/security';
import { readConfig } from './config.js';
import { BENEFIT_EVENTS } from './profile/benefit.js';
import { TalentModule } from './talent.module.js';
import { talentParts } from './talent.parts.js';

/** The talent database: profiles built from events, and what the city's staff ask of them. */
const config = readConfig(process.env);
const logger = createLogger({ service: 'talent', level: config.GONGJIANG_LOG_LEVEL });
const parts = await talentParts(config);

const app = await createService(TalentModule.with(parts, config), { serviceName: 'Gongjiang talent', wording: SECURITY_WORDING, logger, rate: { callerOf: (request) => callerOf(knownActorOf(request)), callsAMinute: config.GONGJIANG_CALLS_A_MINUTE, publicCallsAMinute: config.GONGJIANG_PUBLIC_CALLS_A_MINUTE } });
assertEveryRouteGuarded(app);
app.connectMicroservice({ strategy: new KafkaStrategy({ kafka: parts.kafka, consumes: BENEFIT_EVENTS, deadLetters: parts.deadLetters }) });
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
