import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends the one command that makes Redis forget everything; nothing where it is not there. */
export async function flushRedis(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    await once(socket, 'connect');
    socket.write('FLUSHALL\r\n');
    await once(socket, 'data');
  } catch {
    // It is away: then it is asked nothing.
  } finally {
    socket.destroy();
  }
}
