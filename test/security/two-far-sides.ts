/** One address for PRISM and Autotask behind which each login finds a world of its own, as in a deployment. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { World } from '../sandbox/worlds/world.ts';

export type FarSides = AsyncDisposable & { prismUrl: string; tokenUrl: string; zoneUrl: string };

const ZONE = '/ATServicesRest/V1.0/zoneInformation';
const TOKEN = '/core/connect/token';

/** Zones are at each world's own Autotask already: only who asks for theirs is led there. */
export async function joinFarSides(worlds: readonly World[]): Promise<FarSides> {
  const byToken = new Map<string, World>();

  async function target(
    request: IncomingMessage,
    body: string,
  ): Promise<{ url: string; world: World } | null> {
    const { pathname, search, searchParams } = new URL(request.url ?? '', 'http://here');
    if (pathname === TOKEN) {
      const id = new URLSearchParams(body).get('client_id');
      const world = worlds.find(({ prism }) => prism.clients.some(one => one.clientId === id));
      return world ? { url: world.prism.tokenUrl, world } : null;
    }
    if (pathname === ZONE) {
      const world = worlds.find(({ autotask }) => autotask.user.userName === searchParams.get('user'));
      return world ? { url: `${world.autotask.zoneUrl}V1.0/zoneInformation${search}`, world } : null;
    }
    const world = byToken.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    return world ? { url: `${world.prism.apiUrl}${pathname}${search}`, world } : null;
  }

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const found = await target(request, body);
    if (!found) return response.writeHead(401).end('{"error":"invalid_client"}');
    const { method = 'GET', headers } = request;
    const passed = ['authorization', 'content-type', 'accept'] as const;
    const answer = await fetch(found.url, {
      method,
      headers: Object.fromEntries(passed.flatMap(name => (headers[name] ? [[name, headers[name]]] : []))),
      ...(body === '' ? {} : { body }),
    });
    const said = await answer.text();
    if (found.url === found.world.prism.tokenUrl && answer.status === 200)
      byToken.set((JSON.parse(said) as { access_token: string }).access_token, found.world);
    return response
      .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
      .end(said);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    prismUrl: url,
    tokenUrl: `${url}${TOKEN}`,
    zoneUrl: `${url}/ATServicesRest/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
