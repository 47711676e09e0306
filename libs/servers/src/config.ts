/** The variables of this machine: PATH, HOME, KAFKA_HOME, DOCKER_HOST and the addresses of given servers. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment that this program was started in; the only place of this library that reads it. */
export function machineEnvironment(): Environment {
  return process.env;
}
