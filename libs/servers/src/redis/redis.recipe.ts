import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { programOnPath } from '../machine/command.js';
import type { Credentials } from '../secured/credentials.js';
import { MachineLacks, type Machine } from '../machine/machine.js';
import type { Answer, Program, Recipe } from '../recipe.js';

const PROBE_MS = 2_000;

/** What is lost at most is a second's wake-ups, which the reconciler makes again; a full memory must refuse, not forget. */
function settings(port: number): readonly string[] {
  return ['--port', String(port), ...KEEPING];
}

const KEEPING = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'];

async function redisProgram(machine: Machine): Promise<Program> {
  const file = programOnPath('redis-server', machine.environment);
  if (file === undefined) throw new MachineLacks('redis-server is not on the PATH');
  return { origin: 'binary', file, leading: [] };
}

async function probeRedis(address: string, ca?: string): Promise<Answer> {
  const redis = new Redis(address, { ...(ca === undefined ? {} : { tls: { ca: await readFile(ca, 'utf8') } }), lazyConnect: true, retryStrategy: () => null, connectTimeout: PROBE_MS, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined); // the failed call below tells it
  try {
    await redis.connect();
    await redis.ping(); // refused while the append-only file is still being read
    const info = await redis.info('server');
    const version = /^redis_version:(\S+)/m.exec(info)?.[1];
    return version === undefined ? {} : { version };
  } finally {
    redis.disconnect();
  }
}

/** Redis with an append-only file and without eviction: it holds wake-ups and short locks, no truth. */
export const redisRecipe: Recipe = {
  name: 'redis',
  needs: async (machine) => (programOnPath('redis-server', machine.environment) === undefined ? [{ program: 'redis-server', debianPackage: 'redis-server' }] : []),
  program: redisProgram,
  prepare: async (_program, place) => { await mkdir(join(place.folder, 'data'), { recursive: true }); },
  arguments: ({ folder, port }) => [...onThisMachine(folder), ...settings(port)],
  // Only this machine reaches the container's port: its own protection would shut this machine out as well.
  container: ({ port }) => ({ image: 'redis:7.2', command: ['redis-server', '--protected-mode', 'no', ...settings(port)], environment: {} }),
  address: (port) => `redis://127.0.0.1:${port}`,
  establish: async () => undefined,
  probe: (address) => probeRedis(address),
};

/**
 * The same behind encryption, to whom knows the password; whom it trusts as a caller the password says, not a certificate.
 * Every user of a machine can read what a program is called with: it is told the password's hash.
 */
export function securedRedisRecipe({ ca, server, user, password }: Credentials): Recipe {
  const users = ['--user', user, 'on', `#${createHash('sha256').update(password).digest('hex')}`, '~*', '&*', '+@all', '--user', 'default', 'off'];
  const encryption = ['--tls-cert-file', server.certificate, '--tls-key-file', server.key, '--tls-ca-cert-file', ca, '--tls-auth-clients', 'no'];
  return {
    ...redisRecipe,
    arguments: ({ folder, port }) => [...onThisMachine(folder), '--port', '0', '--tls-port', String(port), ...encryption, ...users, ...KEEPING],
    address: (port) => `rediss://${user}:${password}@127.0.0.1:${port}`,
    probe: (address) => probeRedis(address, ca),
  };
}

function onThisMachine(folder: string): readonly string[] {
  return ['--bind', '127.0.0.1', '--dir', join(folder, 'data'), '--daemonize', 'no', '--set-proc-title', 'no'];
}
