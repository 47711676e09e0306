import { kafkaSettingsOf, MongoDeadLetters } from '@gongjiang/messaging';
import { connectMongo } from '@gongjiang/persistence';
import type { TalentConfig } from './config.js';
import { ProfileService } from './profile/profile.service.js';
import { MongoProfileStore } from './profile/profile.store.mongo.js';

/** What the service is made of: the stores on its own database, and what stands on them. */
export type TalentParts = Awaited<ReturnType<typeof talentParts>>;

/** Opens the database and puts the parts together. Whoever opens them closes `connection`. */
export async function talentParts(config: TalentConfig, warn: (line: string) => void) {
  const connection = await connectMongo({ url: config.GONGJIANG_MONGO_URL, database: config.GONGJIANG_TALENT_DATABASE, appName: 'talent' });
  const deadLetters = new MongoDeadLetters(connection.db);
  await deadLetters.prepare();
  const profiles = new MongoProfileStore(connection.db);
  return { connection, deadLetters, profiles, profileService: new ProfileService(profiles), kafka: kafkaSettingsOf(config, 'talent', warn) };
}
