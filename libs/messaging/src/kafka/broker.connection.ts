import { connect, type Socket } from 'node:net';
import { withinTime } from '../consumer/time-limit.js';

const CONNECT_WITHIN_MS = 3_000;
/** A broker that is frozen is missed after this. */
const ANSWER_WITHIN_MS = 30_000;
/** An answer to what is asked here has some hundred bytes a partition: what is larger is none. */
const MAX_ANSWER_BYTES = 16 * 1_048_576;

/** What a request asks for, and in which version of its form. */
export interface Api {
  readonly key: number;
  readonly version: number;
}

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

interface Waiting {
  readonly correlation: number;
  resolve(answer: Buffer): void;
  reject(reason: Error): void;
}

/** A connection to one broker, with one request in flight, until its first failure. */
export class BrokerConnection {
  private received: Buffer[] = [];
  private waiting: Waiting | undefined;
  private correlation = 0;
  private failure: Error | undefined;

  private constructor(private readonly socket: Socket, private readonly clientId: string) {
    socket.on('data', (bytes) => this.take(bytes));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The broker closed the connection')));
  }

  static async open({ host, port }: BrokerAddress, clientId: string): Promise<BrokerConnection> {
    const socket = connect({ host, port, noDelay: true });
    const opened = new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    try {
      await withinTime(CONNECT_WITHIN_MS, opened);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return new BrokerConnection(socket, clientId);
  }

  /** Sends the parts of a request's body; answers what follows the answer's head. */
  async ask(api: Api, body: readonly Buffer[]): Promise<Buffer> {
    if (this.failure) throw this.failure;
    if (this.waiting) throw new Error('A connection has one request in flight: wait for its answer');
    this.correlation += 1;
    const answer = new Promise<Buffer>((resolve, reject) => { this.waiting = { correlation: this.correlation, resolve, reject }; });
    this.socket.cork();
    for (const part of [headOf(api, this.correlation, this.clientId, body), ...body]) this.socket.write(part);
    this.socket.uncork();
    return withinTime(ANSWER_WITHIN_MS, answer).catch((error: Error) => { this.fail(error); throw error; });
  }

  close(): void {
    this.fail(new Error('The connection was closed'));
  }

  private take(bytes: Buffer): void {
    this.received.push(bytes);
    const all = this.received.length === 1 ? bytes : Buffer.concat(this.received);
    if (all.length < 8) return;
    const size = all.readInt32BE(0);
    if (size < 4 || size > MAX_ANSWER_BYTES) return this.fail(new Error(`Not an answer of a broker: ${size} bytes`));
    if (all.length < size + 4) return;
    this.received = all.length > size + 4 ? [all.subarray(size + 4)] : [];
    const { waiting } = this;
    if (waiting?.correlation !== all.readInt32BE(4)) return this.fail(new Error('The broker answered what was not asked'));
    this.waiting = undefined;
    waiting.resolve(all.subarray(8, size + 4));
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
    this.waiting = undefined;
    this.socket.destroy();
  }
}

function headOf({ key, version }: Api, correlation: number, clientId: string, body: readonly Buffer[]): Buffer {
  const head = Buffer.allocUnsafe(14 + Buffer.byteLength(clientId));
  head.writeInt32BE(head.length - 4 + body.reduce((sum, part) => sum + part.length, 0), 0);
  head.writeInt16BE(key, 4);
  head.writeInt16BE(version, 6);
  head.writeInt32BE(correlation, 8);
  head.writeInt16BE(Buffer.byteLength(clientId), 12);
  head.write(clientId, 14);
  return head;
}
