import { readConfig } from './config.js';
import { registryServer } from './http/server.js';
import { Registry } from './registry.js';

const config = readConfig();
const server = registryServer(new Registry(config.openingDay), config.key);
const address = await server.listen({ host: '127.0.0.1', port: config.port });
console.log(`listening ${address}`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await server.close();
  process.exit(0); // an answer that was told to come late must not hold the process
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
