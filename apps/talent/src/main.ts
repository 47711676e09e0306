import { createService, listenOn, stopOnSignals } from '@gongjiang/http';
import { KafkaStrategy } from '@gongjiang/messaging';
import { createLogger } from '@gongjiang/observability';
import { assertEveryRouteGuarded, SECURITY_WORDING } from '@gongjiang/security';
import { readConfig } from './config.js';
import { BENEFIT_EVENTS } from './profile/benefit.js';
import { TalentModule } from './talent.module.js';
import { talentParts } from './talent.parts.js';

/** The talent database: profiles built from events, and what the city's staff ask of them. */
const config = readConfig(process.env);
const logger = createLogger({ service: 'talent', level: config.GONGJIANG_LOG_LEVEL });
const parts = await talentParts(config);

const app = await createService(TalentModule.with(parts, config), { serviceName: 'Gongjiang talent', wording: SECURITY_WORDING, logger });
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
