import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { decodeFrames, encodeFrame, OPCODES } from './frames.ts';

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

const ACK_TIME_MS = 3_000;
const GOODBYE_TIME_MS = 500;
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Connections that one app may have. */
const MOST = 10;

/** Socket Mode: connections that were asked for by `apps.connections.open`, envelopes to them, acknowledgements back. */
export class SocketMode {
  readonly #tickets = new Set<string>();
  readonly #sockets = new Set<Duplex>();
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #appId: string;
  #address = '';

  constructor(appId: string) {
    this.#appId = appId;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** An address to connect to, once. */
  ticketUrl(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${this.#address}/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  serve(server: Server, address: string): void {
    this.#address = address;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex) => this.#welcome(request, socket));
  }

  /**
   * Sends one envelope to one of the connections.
   * @returns what the app acknowledged it with; null when it did not within three seconds
   * @throws Error when the app is not connected
   */
  async deliver(
    type: EnvelopeType,
    payload: object,
    { acceptsResponse = type !== 'events_api' }: { acceptsResponse?: boolean } = {},
  ): Promise<{ payload: unknown } | null> {
    const socket = [...this.#sockets].at(-1);
    if (!socket) throw new Error('the app has no Socket Mode connection');
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<{ payload: unknown } | null>();
    const timer = setTimeout(() => resolve(null), ACK_TIME_MS);
    this.#waiting.set(id, answer => resolve({ payload: answer }));
    send(socket, { envelope_id: id, type, payload, accepts_response_payload: acceptsResponse });
    const answer = await promise;
    clearTimeout(timer);
    this.#waiting.delete(id);
    return answer;
  }

  /** As Slack does every few hours: the app is told to connect anew. */
  askToReconnect(): void {
    for (const socket of this.#sockets) send(socket, { type: 'disconnect', reason: 'refresh_requested' });
  }

  /** Says goodbye first, so that a client which is just leaving sees no broken connection. */
  async close(): Promise<void> {
    const leaving = [...this.#sockets].map(async socket => {
      const timer = setTimeout(() => socket.destroy(), GOODBYE_TIME_MS);
      socket.end(encodeFrame(OPCODES.close, Buffer.from([0x03, 0xe9])));
      await once(socket, 'close');
      clearTimeout(timer);
    });
    await Promise.all(leaving);
  }

  #welcome(request: IncomingMessage, socket: Duplex): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'ws://localhost');
    const key = request.headers['sec-websocket-key'];
    const isKnown = pathname === '/link/' && this.#tickets.delete(searchParams.get('ticket') ?? '');
    if (!isKnown || key === undefined || this.#sockets.size >= MOST) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const accept = createHash('sha1').update(`${key}${MAGIC}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // A client that goes away without a word is no matter of ours.
    socket.on('error', () => socket.destroy());
    this.#listen(socket);
    send(socket, {
      ...{ type: 'hello', num_connections: this.#sockets.size, debug_info: { host: 'sandbox' } },
      connection_info: { app_id: this.#appId },
    });
  }

  #listen(socket: Duplex): void {
    let bytes = Buffer.alloc(0);
    let message: Buffer[] = [];
    socket.on('data', (piece: Buffer) => {
      const { frames, rest } = decodeFrames(Buffer.concat([bytes, piece]));
      bytes = Buffer.from(rest);
      for (const { opcode, isLast, payload } of frames) {
        if (opcode === OPCODES.close) {
          if (socket.writable) socket.end(encodeFrame(OPCODES.close, payload));
        } else if (opcode === OPCODES.ping) {
          socket.write(encodeFrame(OPCODES.pong, payload));
        } else if (opcode === OPCODES.text || opcode === OPCODES.more) {
          message.push(payload);
          if (!isLast) continue;
          this.#acknowledged(JSON.parse(Buffer.concat(message).toString()));
          message = [];
        }
      }
    });
  }

  #acknowledged({ envelope_id: id, payload }: { envelope_id: string; payload?: unknown }): void {
    this.#waiting.get(id)?.(payload);
  }
}

const send = (socket: Duplex, message: object) =>
  socket.write(encodeFrame(OPCODES.text, Buffer.from(JSON.stringify(message))));
