import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const LOOPBACK = '127.0.0.1';

/**
 * Starts listening on this machine only (port 0: a free one) and says so in one line on stdout, `listening <url>`,
 * which is what process starters wait for. Answers the URL.
 */
export async function listenOnLoopback(app: NestFastifyApplication, port: number): Promise<string> {
  return listenOn(app, { host: LOOPBACK, port });
}

/** The same on an interface that configuration names, as in a container. */
export async function listenOn(app: NestFastifyApplication, address: { readonly host: string; readonly port: number }): Promise<string> {
  await app.listen(address.port, address.host);
  const bound = app.getHttpServer().address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  const url = `http://${address.host}:${port}`;
  process.stdout.write(`listening ${url}\n`);
  return url;
}
