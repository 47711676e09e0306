import { addressVariables, serverNames, type ServerName } from './server.js';

/** The variables of this machine: PATH, HOME, KAFKA_HOME, DOCKER_HOST and the addresses of given servers. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment that this program was started in; the only place of this library that reads it. */
export function machineEnvironment(): Environment {
  return process.env;
}

/** The addresses that the environment gives; the others are to be found. */
export function givenAddresses(environment: Environment): Addresses {
  const given = serverNames.map((name) => [name, environment[addressVariables[name]] ?? ''] as const);
  return Object.fromEntries(given.filter(([, address]) => address !== ''));
}

export type Addresses = Readonly<Partial<Record<ServerName, string>>>;
