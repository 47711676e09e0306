import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { registryQuestionSchema, type RegistryQuestion } from '@gongjiang/contracts';
import { JINHUA } from '../city/city.builders.js';
import { identityNumberNo } from '../person/person.builders.js';
import { FakeRegistry, keepsToTheRegistryPort } from './check-registry.fixture.js';
import { HttpCheckRegistry } from './check-registry.http-client.js';
import { RegistrySilent } from './check-registry.js';

const QUESTION: RegistryQuestion = { city: JINHUA, check: 'death', month: null, persons: [{ mark: '0', identityNumber: identityNumberNo(1) }] };
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  }
});

async function registryThat(answers: RequestListener, timeoutMs = 2_000): Promise<HttpCheckRegistry> {
  const server = createServer(answers);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return new HttpCheckRegistry({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'a-key', timeoutMs });
}
const says = (status: number, body: string): RequestListener => (_request, response) => { response.writeHead(status, { 'content-type': 'application/json' }).end(body); };

keepsToTheRegistryPort('the registry in the process', async () => {
  const registry = new FakeRegistry();
  return { registry, behind: registry };
});

keepsToTheRegistryPort('the registry over HTTP', async () => {
  const behind = new FakeRegistry();
  const answer = async (...[request, response]: Parameters<RequestListener>): Promise<void> => {
    const question = registryQuestionSchema.parse(JSON.parse(await text(request))) as RegistryQuestion;
    const reply = await behind.ask(question).catch(() => undefined);
    says(reply ? 200 : 503, JSON.stringify(reply ?? {}))(request, response);
  };
  const registry = await registryThat((...exchange) => { void answer(...exchange); });
  return { registry, behind };
});

describe('a registry over HTTP', () => {
  it('is asked with the city\'s key, at its address', async () => {
    const heard: string[] = [];
    const registry = await registryThat((request, response) => {
      heard.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      says(200, '{"requestId":"R1","answeredOn":"2026-11-02","answers":[]}')(request, response);
    });
    await registry.ask(QUESTION);
    expect(heard).toEqual(['POST /person-checks Bearer a-key']);
  });

  it.each<[string, RequestListener]>([
    ['an error', says(500, '{}')], ['a refusal', says(401, '{"code":"x"}')], ['no JSON', says(200, '<html>')], ['JSON that breaks off', says(200, '{"answers": [')], ['another shape', says(200, '{"answers": []}')],
    ['an answer to no check', says(200, '{"requestId":"R1","answeredOn":"2026-11-02","answers":[{"mark":"0","answer":"rich"}]}')],
    ['nothing', (request) => { request.socket.destroy(); }],
  ])('takes %s for silence, and shows nobody\'s number', async (_what, answers) => {
    const registry = await registryThat(answers);
    const error = await registry.ask(QUESTION).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RegistrySilent);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(identityNumberNo(1));
  });

  it('takes an answer that does not come in time for silence', async () => {
    await expect((await registryThat(() => undefined, 60)).ask(QUESTION)).rejects.toThrow(RegistrySilent);
  });
});
