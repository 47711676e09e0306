import { placeOf, type Ground } from '../ground.js';
import type { Machine } from '../machine/machine.js';
import { recipes } from '../recipes.js';
import { readRecord, writeRecord } from '../record.js';
import type { RunningServer, ServerName } from '../server.js';

/** Starts the servers as containers; the first time Docker fetches their images. */
export async function startInDocker(names: readonly ServerName[], ground: Ground, machine: Machine): Promise<readonly RunningServer[]> {
  machine.report(`Starting ${names.map((name) => recipes[name].container({ port: 0, innerPort: 0 }).image).join(', ')} in Docker`);
  return Promise.all(names.map((name) => startOne(name, ground)));
}

async function startOne(name: ServerName, ground: Ground): Promise<RunningServer> {
  const { containerIsThere, DockerServer } = await import('./docker-server.js'); // Testcontainers takes long to load: only where it is used
  const recipe = recipes[name];
  const last = ground.data.kind === 'kept' ? readRecord(ground.folder, name) : undefined;
  if (last?.container !== undefined && (await containerIsThere(last.container))) return DockerServer.adopt({ recipe, ports: last, isKept: true }, last.container);
  const ports = await placeOf(name, ground);
  const server = await DockerServer.start({ recipe, ports, isKept: ground.data.kind === 'kept' });
  const { port, innerPort } = ports;
  const record = { name, origin: server.origin, address: server.address, version: server.version, port, innerPort, container: server.id };
  if (ground.data.kind === 'kept') writeRecord(ground.folder, record);
  return server;
}
