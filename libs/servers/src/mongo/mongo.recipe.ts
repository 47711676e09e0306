import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../secured/credentials.js';
import type { Place, Recipe } from '../recipe.js';
import { mongoNeeds, mongoProgram } from './mongo.program.js';
import { probeMongo } from './mongo.probe.js';
import { beOnlyMember } from './mongo.replica-set.js';

export const REPLICA_SET = 'rs0';

/**
 * A killed client's transaction blocks other writers until its lifetime is over, and the server looks for such only every
 * half of it: 60 s by default, measured as 90 s of standstill. So it is 9 s at the most.
 */
const TRANSACTION_LIFETIME_SECONDS = 6;

/** An eighth of the memory, within a quarter and two gigabytes: by default each server would take half of it. */
function cacheGigabytes(): number {
  return Math.min(2, Math.max(0.25, Math.floor(totalmem() / 2 ** 30 / 8)));
}

function settings(port: number, cacheGb = cacheGigabytes()): readonly string[] {
  return [
    '--port', String(port), '--replSet', REPLICA_SET, '--wiredTigerCacheSizeGB', String(cacheGb),
    '--setParameter', `transactionLifetimeLimitSeconds=${TRANSACTION_LIFETIME_SECONDS}`,
    '--setParameter', 'diagnosticDataCollectionEnabled=false',
    // With no second member to take over, waiting before a shutdown only costs time.
    '--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100',
  ];
}

/** On this machine alone, its data in its folder. */
export function localArguments({ folder, port }: Place, cacheGb?: number): readonly string[] {
  return ['--dbpath', join(folder, 'data'), '--bind_ip', '127.0.0.1', '--nounixsocket', ...settings(port, cacheGb)];
}

/** MongoDB as a replica set of one, for transactions and change streams. */
export const mongoRecipe: Recipe = {
  name: 'mongo',
  needs: mongoNeeds,
  program: mongoProgram,
  prepare: async (_program, place) => { await mkdir(join(place.folder, 'data'), { recursive: true }); },
  arguments: (place) => localArguments(place),
  container: ({ port }) => ({ image: 'mongo:6.0', command: ['mongod', '--bind_ip_all', ...settings(port)], environment: {} }),
  address: (port) => `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`,
  establish: beOnlyMember,
  probe: probeMongo,
};

/** The same to whom shows a certificate of the authority, and to nobody else. */
export function securedMongoRecipe({ ca, server, certificateAndKey }: Credentials): Recipe {
  const keys = new URLSearchParams({ tls: 'true', tlsCAFile: ca, tlsCertificateKeyFile: certificateAndKey });
  return {
    ...mongoRecipe,
    arguments: (place) => [...localArguments(place), '--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', server.certificateAndKey, '--tlsCAFile', ca],
    address: (port) => `${mongoRecipe.address(port)}&${keys.toString()}`,
  };
}
