/**
 * A PRISM on loopback, as strict as the public record lets it be (PRISM reference part D): two hosts, one for tokens and
 * one for data, a book that can be changed while they run, switches where the record is silent, and faults to order.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import type { Clock } from '../../../src/clock.ts';
import { PrismBook } from './book.ts';
import { serveData } from './data.ts';
import { Faults, type Route } from './faults.ts';
import { DEFAULT_CLIENT, type PrismClient, SCOPE, serveIdentity, TOKEN_PATH, Tokens } from './identity.ts';
import { Requests, type SeenRequest } from './requests.ts';
import { defaultSwitches, type PrismSwitches } from './switches.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    route?: Route;
  }
  interface FastifyRequest {
    seen?: SeenRequest;
  }
}

export type PrismSandbox = {
  apiUrl: string;
  tokenUrl: string;
  scope: string;
  client: PrismClient;
  clients: PrismClient[];
  book: PrismBook;
  switches: PrismSwitches;
  faults: Faults;
  tokens: Tokens;
  requests: Requests;
  close(): Promise<void>;
};

export async function startPrism({
  clock,
  clients = [DEFAULT_CLIENT],
  latencyMs = 0,
  switches: given = {},
}: {
  clock: Clock;
  clients?: PrismClient[];
  /** Real time every answer takes. */
  latencyMs?: number;
  switches?: Partial<PrismSwitches>;
}): Promise<PrismSandbox> {
  const book = new PrismBook();
  const switches: PrismSwitches = { ...defaultSwitches(), ...given };
  const faults = new Faults();
  const tokens = new Tokens(clock);
  const requests = new Requests();
  let underWay = 0;

  const host = (name: SeenRequest['host']) => {
    const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false, bodyLimit: 1_048_576 });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
      if (request.seen) request.seen.body = String(body);
      done(null, body);
    });
    app.addHook('onRequest', async (request, reply) => {
      request.seen = {
        host: name,
        route: request.routeOptions.config.route ?? 'unknown',
        method: request.method,
        path: request.url,
        status: 0,
        at: clock.now().getTime(),
        headers: { ...request.headers },
        body: '',
      };
      requests.all.push(request.seen);
      if (name === 'data') {
        underWay += 1;
        requests.mostAtOnce = Math.max(requests.mostAtOnce, underWay);
        reply.raw.once('close', () => {
          underWay -= 1;
        });
      }
      if (latencyMs > 0) await sleep(latencyMs);
      const allowed = name === 'data' ? 'GET' : 'POST';
      if (request.method === allowed) return undefined;
      return reply.code(405).header('allow', allowed).send({ Message: 'Not allowed' });
    });
    app.addHook('onResponse', async (request, reply) => {
      if (request.seen) request.seen.status = reply.statusCode;
    });
    return app;
  };

  const identity = host('identity');
  const data = host('data');
  serveIdentity(identity, { clients, tokens, faults, switches });
  serveData(data, { book, tokens, faults, switches });
  const [identityUrl, apiUrl] = await Promise.all(
    [identity, data].map(app => app.listen({ host: '127.0.0.1', port: 0 })),
  );
  if (identityUrl === undefined || apiUrl === undefined) throw new Error('no address to listen on');
  return {
    apiUrl,
    tokenUrl: `${identityUrl}${TOKEN_PATH}`,
    scope: SCOPE,
    client: clients[0] ?? DEFAULT_CLIENT,
    clients,
    book,
    switches,
    faults,
    tokens,
    requests,
    close: async () => {
      await Promise.all([identity.close(), data.close()]);
    },
  };
}
