import { existsSync } from 'node:fs';

const addresses = ['GONGJIANG_MONGO_URL', 'GONGJIANG_KAFKA_BROKERS', 'GONGJIANG_REDIS_URL'];

/**
 * Runs once, before the first test on real servers: starts those that the environment does not give, and hands all
 * addresses to the tests. Jest calls it only when such tests are among those to run. The servers die with Jest,
 * however it ends.
 */
export default async function startServersOnce() {
  if (addresses.every((name) => process.env[name])) return;
  if (!existsSync(new URL('../../libs/servers/dist/index.js', import.meta.url))) throw new Error('Tests on real servers need the build first; run: npm run build');
  const { startServers } = await import('@gongjiang/servers');
  const servers = await startServers({ data: { kind: 'ephemeral' }, report: (sentence) => { process.stderr.write(`${sentence}\n`); } });
  Object.assign(process.env, servers.environment);
  globalThis.serversOfTests = servers;
}
