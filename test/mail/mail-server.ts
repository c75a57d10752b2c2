/** A real mail server on a free port, which does to clients what servers do. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type * as coding from 'node:util';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

declare global {
  // Named by the types of postal-mime; Node's know them as values only.
  interface TextEncoder extends coding.TextEncoder {}
  interface TextDecoder extends coding.TextDecoder {}
}

/** One mail that the server took. */
export type Taken = { from: string; to: string[]; raw: string; mail: Email };

type Moment = 'MAIL' | 'RCPT' | 'DATA';
type Refusal = { at: Moment; code: number; words: string; of?: string };

export type MailServer = AsyncDisposable & {
  port: number;
  url: string;
  /** In the order in which they came. */
  taken: Taken[];
  /** How often a client tried to send something. */
  attempts: number;
  /** How often somebody sent a password. */
  signIns: number;
  /** The next time it says no; `of`: only to that address. */
  refuseOnce(refusal: Refusal): void;
  /** From now on it says no. */
  refuse(refusal: Refusal): void;
  forgive(): void;
  /** The next mail is taken, and the connection breaks before the answer. */
  loseAnswer(): void;
  /** The next mail that it takes. */
  next(): Promise<Taken>;
  down(): Promise<void>;
  up(): Promise<void>;
};

export async function startMailServer({
  signIn,
}: {
  /** Who may send; left out: everybody. */
  signIn?: { user: string; password: string };
} = {}): Promise<MailServer> {
  const refusals: (Refusal & { once: boolean })[] = [];
  const waiting: ((taken: Taken) => void)[] = [];
  let losesAnswer = false;
  let server = build();
  await listen(server, 0);
  const { port } = server.server.address() as AddressInfo;

  function refusalAt(at: Moment, address?: string): Error | null {
    const found = refusals.find(one => one.at === at && (one.of === undefined || one.of === address));
    if (!found) return null;
    if (found.once) refusals.splice(refusals.indexOf(found), 1);
    return Object.assign(new Error(found.words), { responseCode: found.code });
  }

  function build(): SMTPServer {
    const smtp: SMTPServer = new SMTPServer({
      disabledCommands: signIn ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      authOptional: !signIn,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 1,
      onAuth: ({ username, password }, _session, answer) => {
        mails.signIns += 1;
        if (username === signIn?.user && password === signIn?.password) answer(null, { user: username });
        else answer(Object.assign(new Error('Authentication credentials invalid'), { responseCode: 535 }));
      },
      onMailFrom: (_address, _session, answer) => {
        mails.attempts += 1;
        answer(refusalAt('MAIL'));
      },
      onRcptTo: ({ address }, _session, answer) => answer(refusalAt('RCPT', address)),
      onData: (stream, session, answer) => {
        void (async () => {
          const raw = await buffer(stream);
          const refusal = refusalAt('DATA');
          if (refusal) return answer(refusal);
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom ? mailFrom.address : '';
          const to = rcptTo.map(({ address }) => address);
          const taken = { from, to, raw: raw.toString(), mail: await PostalMime.parse(raw) };
          mails.taken.push(taken);
          for (const tell of waiting.splice(0)) tell(taken);
          if (!losesAnswer) return answer();
          losesAnswer = false;
          for (const connection of smtp.connections)
            if (connection.id === session.id) connection._socket.destroy();
        })();
      },
    });
    // A client that breaks off is no error of the server's.
    smtp.on('error', () => {});
    return smtp;
  }

  const mails: MailServer = {
    port,
    url: `smtp://127.0.0.1:${port}`,
    taken: [],
    attempts: 0,
    signIns: 0,
    refuseOnce: refusal => void refusals.push({ ...refusal, once: true }),
    refuse: refusal => void refusals.push({ ...refusal, once: false }),
    forgive: () => void refusals.splice(0),
    loseAnswer: () => {
      losesAnswer = true;
    },
    next: () => new Promise(resolve => waiting.push(resolve)),
    down: () => closed(server),
    up: async () => {
      server = build();
      await listen(server, port);
    },
    [Symbol.asyncDispose]: () => closed(server),
  };
  return mails;
}

async function listen(server: SMTPServer, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
}

async function closed(server: SMTPServer): Promise<void> {
  if (!server.server.listening) return;
  await new Promise<void>(resolve => {
    server.close(resolve);
    for (const connection of server.connections) connection._socket.destroy();
  });
}

/** A server that takes connections and never says a word; or hangs up at once. */
export async function startSilentServer({
  hangsUp = false,
} = {}): Promise<AsyncDisposable & { url: string; server: Server; connections(): number }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', socket => {
    sockets.add(socket);
    if (hangsUp) socket.destroy();
  });
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    connections: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
