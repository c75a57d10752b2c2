/**
 * Stands between a process and its PostgreSQL and sees what is made to last: commits of transactions in which something
 * was written, and statements that write by themselves. All else goes through.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Watch } from './points.ts';

export type PostgresTap = AsyncDisposable & { url: string };

export async function tapPostgres(url: string, watch: Pick<Watch, 'reached'>): Promise<PostgresTap> {
  const { hostname, port } = new URL(url);
  const sessions = new Set<Socket>();
  const server = createServer({ noDelay: true }, client => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    sessions.add(client);
    pass(client, upstream, watch);
    client.once('close', () => sessions.delete(client));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tapped = new URL(url);
  tapped.hostname = '127.0.0.1';
  tapped.port = String((server.address() as AddressInfo).port);
  return {
    url: tapped.href,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(client: Socket, upstream: Socket, watch: Pick<Watch, 'reached'>): void {
  const asked = new Frames({ startup: true });
  const told = new Frames({ startup: false });
  let status = 'I';
  /** Something was written in the transaction that is open. */
  let wrote = false;
  /** What is made to last by what was asked last. */
  let lasting: string | null = null;
  const cut = (): void => {
    upstream.destroy();
    client.destroy();
  };
  client.on('data', bytes => {
    for (const { type, body } of asked.read(bytes)) {
      const statement = statementIn(type, body);
      if (statement === null) continue;
      const about = statement.replaceAll(/\s+/g, ' ').trim().slice(0, 70);
      if (writes(statement)) wrote = true;
      const commits =
        status === 'I' ? !/^\s*(begin|start)\b/i.test(statement) : /^\s*commit\b/i.test(statement);
      if (!commits) continue;
      lasting = wrote ? about : null;
      wrote = false;
      if (lasting !== null && watch.reached('commit asked for', lasting)) return cut();
    }
    upstream.write(bytes);
  });
  upstream.on('data', bytes => {
    for (const { type, body } of told.read(bytes)) {
      if (type !== 'Z') continue;
      status = String.fromCharCode(body[0] ?? 0);
      if (status === 'I') wrote = false;
      if (lasting !== null && watch.reached('commit done', lasting)) return cut();
      lasting = null;
    }
    client.write(bytes);
  });
  for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
    one.on('error', () => {});
    one.once('close', () => other.end());
  }
}

/** The text of a statement that is to be carried out; null for any other message. */
function statementIn(type: string, body: Buffer): string | null {
  if (type === 'Q') return body.toString('utf8', 0, body.length - 1);
  if (type !== 'P') return null;
  const from = body.indexOf(0) + 1;
  return body.toString('utf8', from, body.indexOf(0, from));
}

const writes = (statement: string): boolean =>
  /\b(insert into|delete from|update "?\w+"?( \w+)? set)\b/i.test(statement.replaceAll(/\s+/g, ' '));

type Frame = { type: string; body: Buffer };

/** PostgreSQL's messages: a letter, a length, a body. The first that a client sends has no letter. */
class Frames {
  #left: Buffer = Buffer.alloc(0);
  #startup: boolean;

  constructor({ startup }: { startup: boolean }) {
    this.#startup = startup;
  }

  *read(bytes: Buffer): Generator<Frame> {
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([this.#left, bytes]);
    for (;;) {
      const head = this.#startup ? 0 : 1;
      if (this.#left.length < head + 4) return;
      const end = head + this.#left.readInt32BE(head);
      if (this.#left.length < end) return;
      const type = this.#startup ? '' : String.fromCharCode(this.#left[0]!);
      const body = this.#left.subarray(head + 4, end);
      this.#startup = false;
      this.#left = this.#left.subarray(end);
      yield { type, body };
    }
  }
}
