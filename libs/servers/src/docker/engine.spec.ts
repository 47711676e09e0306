import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerAnswers } from './engine.js';

const folder = mkdtempSync(join(tmpdir(), 'engine-'));

function listenOn(name: string, status: number | undefined): Promise<Server> {
  const server = createServer((_, response) => { if (status !== undefined) response.writeHead(status).end('OK'); });
  return new Promise((resolve) => { server.listen(join(folder, name), () => { resolve(server); }); });
}

describe('Docker is used', () => {
  let servers: readonly Server[];
  beforeAll(async () => { servers = await Promise.all([listenOn('good.sock', 200), listenOn('ill.sock', 500), listenOn('mute.sock', undefined)]); });
  afterAll(() => {
    for (const server of servers) { server.closeAllConnections(); server.close(); }
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['where its engine answers', { DOCKER_HOST: `unix://${join(folder, 'good.sock')}` }, true],
    ['not where the engine is ill', { DOCKER_HOST: `unix://${join(folder, 'ill.sock')}` }, false],
    ['not where nobody answers within a second', { DOCKER_HOST: `unix://${join(folder, 'mute.sock')}` }, false],
    ['not where only the client is installed', { DOCKER_HOST: `unix://${join(folder, 'none.sock')}` }, false],
    ['not on another machine, whose ports are not ours', { DOCKER_HOST: 'tcp://192.0.2.1:2375' }, false],
  ])('%s', async (_, environment, answers) => {
    expect(await dockerAnswers(environment)).toBe(answers);
  });
});
