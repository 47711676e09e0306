import { kafkaRecipe } from './kafka/kafka.recipe.js';
import { mongoRecipe } from './mongo/mongo.recipe.js';
import type { Recipe } from './recipe.js';
import { redisRecipe } from './redis/redis.recipe.js';
import type { ServerName } from './server.js';

export const recipes = { mongo: mongoRecipe, kafka: kafkaRecipe, redis: redisRecipe } as const satisfies Record<ServerName, Recipe>;
