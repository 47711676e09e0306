import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, fillCache } from '../machine/cache.js';
import { isExecutable, programOnPath, run } from '../machine/command.js';
import type { Need } from '../machine/debian.js';
import { MachineLacks, type Machine } from '../machine/machine.js';
import type { Program } from '../recipe.js';

const CACHED = 'kafka-4.1.1';
const OLDEST_JAVA = 17;
const DOWNLOAD_MS = 10 * 60_000;
export const HEAP = ['-Xms256m', '-Xmx512m'] as const;
/**
 * For one small broker: the collector that Java takes by itself marks such a heap without end (half of the broker's time
 * in a month of 100,000 lines), and the second compiler costs more than its code gives back in a run of minutes.
 */
export const JAVA = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'] as const;
const recipeFolder = fileURLToPath(new URL('../../kafka', import.meta.url));

/** A Java runtime of version 17 or later, and Maven where no broker is here yet. */
export async function kafkaNeeds(machine: Machine): Promise<readonly Need[]> {
  const java = await hasJava(machine) ? [] : [{ program: `a Java runtime (${OLDEST_JAVA} or later)`, debianPackage: 'default-jre-headless' }];
  const isMavenLacking = foundJars(machine) === undefined && programOnPath('mvn', machine.environment) === undefined;
  return isMavenLacking ? [...java, { program: 'Maven', debianPackage: 'maven' }] : java;
}

/** The broker from KAFKA_HOME or a `kafka-server-start.sh` on the PATH, else from the cache, else from Maven Central. */
export async function kafkaProgram(machine: Machine): Promise<Program> {
  const jars = foundJars(machine) ?? (await fromRegistry(machine));
  const logging = `-Dlog4j2.configurationFile=file:${join(recipeFolder, 'log4j2.properties')}`;
  const leading = [...HEAP, ...JAVA, logging, '-cp', join(jars.folder, '*')];
  return { origin: jars.origin, file: javaProgram(machine) ?? 'java', leading, version: brokerVersion(jars.folder) ?? 'unknown' };
}

interface Jars {
  readonly origin: Program['origin'];
  readonly folder: string;
}

function foundJars(machine: Machine): Jars | undefined {
  const folder = [machine.environment['KAFKA_HOME'], homeOnPath(machine)]
    .flatMap((home) => (home === undefined || home === '' ? [] : [join(home, 'libs')]))
    .find((libs) => brokerVersion(libs) !== undefined);
  if (folder !== undefined) return { origin: 'binary', folder };
  const fromCache = cached(CACHED, machine.environment);
  return fromCache === undefined ? undefined : { origin: 'registry', folder: fromCache };
}

function homeOnPath(machine: Machine): string | undefined {
  const script = programOnPath('kafka-server-start.sh', machine.environment);
  return script === undefined ? undefined : dirname(dirname(realpathSync(script)));
}

/** Version 4 or later has no ZooKeeper any more: nothing older is taken. */
function brokerVersion(folder: string): string | undefined {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => /^kafka_2\.13-(([4-9]|\d{2,})\..*)\.jar$/.exec(name)?.[1]).find((version) => version !== undefined);
}

async function fromRegistry(machine: Machine): Promise<Jars> {
  machine.report('Downloading Kafka from Maven Central (once, about 45 MB)');
  const folder = await fillCache(CACHED, machine.environment, async (own) => {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${own}`, '-DincludeScope=runtime'];
    const done = await run('mvn', ['-B', '-q', '-f', join(recipeFolder, 'pom.xml'), ...goal], machine.environment, DOWNLOAD_MS);
    if (!done.ok || brokerVersion(own) === undefined) throw new MachineLacks(`Kafka could not be brought from Maven Central: ${done.text.trim().slice(0, 400)}`);
  });
  return { origin: 'registry', folder };
}

function javaProgram(machine: Machine): string | undefined {
  const home = machine.environment['JAVA_HOME'];
  const ofHome = home === undefined || home === '' ? undefined : join(home, 'bin', 'java');
  return ofHome !== undefined && isExecutable(ofHome) ? ofHome : programOnPath('java', machine.environment);
}

async function hasJava(machine: Machine): Promise<boolean> {
  const file = javaProgram(machine);
  if (file === undefined) return false;
  const { ok, text } = await run(file, ['-version'], machine.environment, 30_000);
  return ok && Number(/version "(\d+)/.exec(text)?.[1] ?? 0) >= OLDEST_JAVA;
}
