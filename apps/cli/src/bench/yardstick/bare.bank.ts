import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BareAnswer, BarePayment } from './bare.shapes.js';

/** What the bank of the yardstick says that it paid. */
export interface BareBooks { readonly payments: number; readonly twice: number; readonly sumFen: number }

/** A bank that takes every payment at once and keeps its books in memory. */
export async function startBareBank(): Promise<{ readonly url: string; close(): void }> {
  const seen = new Set<string>();
  const books = { payments: 0, twice: 0, sumFen: 0 };
  const pay = ({ id, amountFen }: BarePayment): BareAnswer => {
    if (seen.has(id)) books.twice += 1;
    seen.add(id);
    books.payments += 1;
    books.sumFen += amountFen;
    return { id, ref: `B${seen.size}` };
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const answer = text === '' ? books : (JSON.parse(text) as BarePayment[]).map(pay);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

export async function payAt(bankUrl: string, payments: readonly BarePayment[]): Promise<readonly BareAnswer[]> {
  return (await (await fetch(bankUrl, { method: 'POST', body: JSON.stringify(payments) })).json()) as readonly BareAnswer[];
}

export async function booksOf(bankUrl: string): Promise<BareBooks> {
  return (await (await fetch(bankUrl)).json()) as BareBooks;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
