/** Sees what reaches the HTTP servers of this process and what leaves them, as Node itself tells it. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Watch } from './points.ts';

type Started = { request: IncomingMessage; response: ServerResponse };

/** @param urls of the servers to watch */
export function tapHttp(urls: readonly string[], watch: Watch): Disposable {
  const ports = new Set(urls.map(url => Number(new URL(url).port)));
  const onStart = (message: unknown): void => {
    const { request, response } = message as Started;
    if (!ports.has(request.socket.localPort ?? 0)) return;
    const about = `${request.method} ${request.url?.replace(/\?.*/, '')}`;
    if (watch.reached('request arrived', about)) {
      // Cut off before its body is read, so that nobody acts on it.
      request.destroy();
      return;
    }
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.end = (...given: unknown[]) => {
      if (!watch.reached('request carried out', about)) return end(...given);
      request.socket.destroy();
      return response;
    };
    response.once('finish', () => watch.reached('request answered', about));
  };
  subscribe('http.server.request.start', onStart);
  return { [Symbol.dispose]: () => void unsubscribe('http.server.request.start', onStart) };
}
