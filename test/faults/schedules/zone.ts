/** A zone host that a login may move away from: what it is asked is handed on to the one where the login lives, until it moves. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Moved } from './schedule.ts';

export type OldZone = AsyncDisposable & { url: string; move(how: Moved): void };

export async function startOldZone(home: string): Promise<OldZone> {
  const { hostname, port } = new URL(home);
  let moved: Moved | null = null;
  const server = createServer((asked, answer) => {
    if (moved !== null) {
      asked.resume();
      if (moved === 'unauthorized') answer.writeHead(401, { 'content-type': 'application/json' });
      else answer.writeHead(404, { 'content-type': 'text/html' });
      answer.end(moved === 'unauthorized' ? '{"errors":[]}' : '<html><body>404</body></html>');
      return;
    }
    const { method, url, headers } = asked;
    const on = request({ hostname, port, method, path: url, headers }, response => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
      response.once('error', () => answer.destroy());
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ATServicesRest/`,
    move: how => {
      moved = how;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
