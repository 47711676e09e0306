import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { BrokerConnection } from './broker.connection.js';

const API = { key: 0, version: 3 };
let server: Server | undefined;
let connection: BrokerConnection | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  connection?.close();
  for (const socket of sockets) socket.destroy();
  server?.close();
});

/** A connection to a broker that does this with each request, given its number. */
async function to(answer: (socket: Socket, correlation: number) => void): Promise<BrokerConnection> {
  const own = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', (request) => answer(socket, request.readInt32BE(8)));
  });
  await new Promise<void>((resolve) => { own.listen(0, '127.0.0.1', resolve); });
  server = own;
  connection = await BrokerConnection.open({ host: '127.0.0.1', port: (own.address() as AddressInfo).port }, 'tests');
  return connection;
}

function answerOf(correlation: number, text: string): Buffer {
  const bytes = Buffer.alloc(8 + text.length);
  bytes.writeInt32BE(4 + text.length, 0);
  bytes.writeInt32BE(correlation, 4);
  bytes.write(text, 8);
  return bytes;
}

describe('a connection to a broker', () => {
  it('gives the answer to what was asked, in however many pieces it comes', async () => {
    const broker = await to((socket, correlation) => {
      const bytes = answerOf(correlation, `answer ${correlation}`);
      let at = 0;
      const next = (): void => {
        socket.write(bytes.subarray(at, (at += 3)));
        if (at < bytes.length) setImmediate(next);
      };
      next();
    });
    expect([(await broker.ask(API, [Buffer.from('a')])).toString(), (await broker.ask(API, [])).toString()]).toEqual(['answer 1', 'answer 2']);
  });

  it.each<[string, (socket: Socket, correlation: number) => void, RegExp]>([
    ['is closed', (socket) => socket.destroy(), /closed|reset/i],
    ['answers what was not asked', (socket, correlation) => socket.write(answerOf(correlation + 1, 'x')), /not asked/],
    ['does not speak the protocol', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), /Not an answer/],
  ])('that %s fails what waits and all that follows, so that nothing is taken for safe', async (_what, answer, reason) => {
    const broker = await to(answer);
    await expect(broker.ask(API, [])).rejects.toThrow(reason);
    await expect(broker.ask(API, [])).rejects.toThrow(reason);
  });
});
