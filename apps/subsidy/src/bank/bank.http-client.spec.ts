import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { itemNo } from '../item/item.builders.js';
import { paymentMessageOf } from '../payment/payment-message.js';
import { personNo } from '../person/person.builders.js';
import { BookkeepingBank } from './bank.fixture.js';
import { BankSilent } from './bank.js';
import { HttpBank } from './bank.http-client.js';

const MESSAGE = paymentMessageOf(CHUNK_ID, 1, '3307001000000000001', [itemNo(1)], new Map([[personNo(1).token, personNo(1).identity]]));

describe('the bank over HTTP', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    }
  });

  async function bankThat(answers: RequestListener, timeoutMs = 2_000): Promise<HttpBank> {
    const server = createServer(answers);
    servers.push(server);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return new HttpBank({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'a-key', timeoutMs });
  }
  const says = (status: number, body: string): RequestListener => (_request, response) => { response.writeHead(status, { 'content-type': 'application/json' }).end(body); };

  it('hands over the message with the city\'s key, and takes the answer', async () => {
    const answer = await new BookkeepingBank().pay(MESSAGE);
    const heard: string[] = [];
    const bank = await bankThat((request, response) => {
      heard.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      request.on('data', (piece: Buffer) => heard.push(piece.toString('utf8'))).on('end', () => says(200, JSON.stringify(answer))(request, response));
    });
    expect(await bank.pay(MESSAGE)).toEqual(answer);
    expect(heard).toEqual(['POST /payments Bearer a-key', JSON.stringify(MESSAGE)]);
  });

  it('asks for a page of a statement by account, day and cursor', async () => {
    const page = await new BookkeepingBank().statement('3307001000000000001', day('2026-11-20'), null);
    const heard: string[] = [];
    const bank = await bankThat((request, response) => { heard.push(request.url ?? ''); says(200, JSON.stringify(page))(request, response); });
    expect(await bank.statement('3307001000000000001', day('2026-11-20'), null)).toEqual(page);
    await bank.statement('3307001000000000001', day('2026-11-20'), 'c/1');
    expect(heard).toEqual(['/statements?account=3307001000000000001&day=2026-11-20', '/statements?account=3307001000000000001&day=2026-11-20&cursor=c%2F1']);
  });

  it.each<[string, RequestListener]>([
    ['an error', says(500, '{}')], ['a refusal of the message', says(409, '{"code":"x"}')], ['no JSON', says(200, '<html>')], ['JSON that breaks off', says(200, '{"lines": [')],
    ['another shape', says(200, '{"lines": []}')], ['an amount that is no fen', says(200, '{"statuses":[{"endToEndId":"a","status":"settled","amountFen":0.5}],"nextCursor":null}')],
    ['a line that breaks off', (_request, response) => { response.writeHead(200, { 'content-length': '100' }); response.write('{'); response.destroy(); }],
    ['nothing', (request) => { request.socket.destroy(); }],
  ])('takes %s for silence: nothing is known then', async (_what, answers) => {
    const bank = await bankThat(answers);
    await expect(bank.pay(MESSAGE)).rejects.toThrow(BankSilent);
    await expect(bank.inquire(['a'])).rejects.toThrow(BankSilent);
  });

  it('takes an answer that does not come in time for silence', async () => {
    const bank = await bankThat(() => undefined, 100);
    await expect(bank.pay(MESSAGE)).rejects.toThrow(BankSilent);
  });

  it('takes a bank that nobody answers for for silence', async () => {
    await expect(new HttpBank({ url: 'http://127.0.0.1:1', key: 'x', timeoutMs: 500 }).pay(MESSAGE)).rejects.toThrow(BankSilent);
  });
});
