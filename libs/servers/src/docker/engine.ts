import { request } from 'node:http';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config.js';

const ANSWER_WITHIN_MS = 1_000;

/** True when a Docker engine of this machine answers. An engine elsewhere is not asked: its ports are not ours. */
export async function dockerAnswers(environment: Environment): Promise<boolean> {
  const answers = await Promise.all(engineSockets(environment).filter((file) => existsSync(file)).map(answersPing));
  return answers.includes(true);
}

function engineSockets(environment: Environment): readonly string[] {
  const host = environment['DOCKER_HOST'];
  if (host !== undefined && host !== '') return host.startsWith('unix://') ? [host.slice('unix://'.length)] : [];
  return ['/var/run/docker.sock', ...under(environment['XDG_RUNTIME_DIR'], 'docker.sock'), ...under(environment['HOME'], '.docker/run/docker.sock')];
}

function under(folder: string | undefined, name: string): readonly string[] {
  return folder === undefined || folder === '' ? [] : [join(folder, name)];
}

function answersPing(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: ANSWER_WITHIN_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.once('timeout', () => { ping.destroy(); resolve(false); });
    ping.once('error', () => { resolve(false); });
    ping.end();
  });
}
