import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaNeeds, kafkaProgram } from './kafka.program.js';
import { asEnvironment, asProperties, brokerSettings } from './kafka.properties.js';

const folder = mkdtempSync(join(tmpdir(), 'kafka-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const report = (): void => undefined;

function home(version: string): string {
  const libs = join(folder, version, 'libs');
  mkdirSync(libs, { recursive: true });
  writeFileSync(join(libs, `kafka_2.13-${version}.jar`), '');
  return join(folder, version);
}

function javaOf(version: string): string {
  const path = mkdtempSync(join(folder, 'java-'));
  writeFileSync(join(path, 'java'), `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
  chmodSync(join(path, 'java'), 0o755);
  return path;
}

describe('a broker', () => {
  it('of this machine is taken before one is downloaded', async () => {
    const program = await kafkaProgram({ environment: { KAFKA_HOME: home('4.2.0'), PATH: javaOf('21.0.1') }, report });
    expect(program).toMatchObject({ origin: 'binary', version: '4.2.0' });
    expect(program.leading).toContain(join(folder, '4.2.0', 'libs', '*'));
  });

  it('with ZooKeeper is too old: Maven must bring another', async () => {
    const environment = { KAFKA_HOME: home('3.9.1'), PATH: javaOf('17.0.15'), XDG_CACHE_HOME: join(folder, 'empty') };
    expect(await kafkaNeeds({ environment, report })).toEqual([{ program: 'Maven', debianPackage: 'maven' }]);
  });

  it('needs Java 17', async () => {
    const environment = { KAFKA_HOME: home('4.1.1'), PATH: javaOf('11.0.2') };
    expect((await kafkaNeeds({ environment, report })).map(({ debianPackage }) => debianPackage)).toEqual(['default-jre-headless']);
  });

  it('has the same settings on a machine and in a container', () => {
    const settings = brokerSettings({ host: '127.0.0.1', port: 20_001, innerPort: 20_002, dataFolder: '/data' });
    expect(asProperties(settings)).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:20001\n');
    expect(asEnvironment(settings)).toMatchObject({ KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false', KAFKA_LOG_DIRS: '/data' });
    expect(Object.keys(asEnvironment(settings))).toHaveLength(asProperties(settings).trim().split('\n').length);
  });
});
