/** Servers that nobody should speak to, and an account of everybody who was spoken to. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

export type Trap = AsyncDisposable & {
  port: number;
  /** Everything that arrived, byte for byte; a connection alone leaves an empty one. */
  caught: string[];
};

/** Takes every connection, keeps every byte and says nothing. */
export async function setTrap(): Promise<Trap> {
  const caught: string[] = [];
  const server = createTcpServer(socket => {
    const nth = caught.push('') - 1;
    socket.on('data', piece => {
      caught[nth] += piece.toString('latin1');
      socket.destroy();
    });
    socket.on('error', () => {});
  });
  // On all addresses of this machine, so that another name for it leads here too.
  server.listen(0);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    caught,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

export type Sender = AsyncDisposable & {
  url: string;
  port: number;
  /** Requests, each with its headers and body. */
  seen: { method: string; path: string; headers: Record<string, unknown>; body: string }[];
  /** What it answers from now on. */
  answer: { status: number; headers?: Record<string, string>; body?: string };
};

/** A server that answers everything the same way, such as with a redirect. */
export async function startSender(answer: Sender['answer']): Promise<Sender> {
  const seen: Sender['seen'] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const { method = '', url = '', headers } = request;
    seen.push({ method, path: url, headers, body });
    const { status, headers: given = {}, body: text = '' } = sender.answer;
    response.writeHead(status, given).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sender: Sender = {
    ...{ url: `http://127.0.0.1:${port}`, port, seen, answer },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return sender;
}

/**
 * Every host and port that a connection was begun to while `work` went on, also one that never came about: what
 * undici, Node's own `fetch` among its users, tells before it looks a name up.
 */
export async function whoWasReached(work: () => Promise<unknown>): Promise<string[]> {
  const reached = new Set<string>();
  const note = (message: unknown): void => {
    const { connectParams } = message as { connectParams: { hostname: string; port: string } };
    reached.add(`${connectParams.hostname}:${connectParams.port}`);
  };
  subscribe('undici:client:beforeConnect', note);
  try {
    await work();
  } finally {
    unsubscribe('undici:client:beforeConnect', note);
  }
  return [...reached].sort();
}
