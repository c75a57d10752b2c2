/**
 * A Slack-like page over the sandbox's book: what one sees is what the book holds, what one does goes to the app as
 * signed HTTP within Slack's deadlines. It listens on loopback only.
 */
import type { ServerResponse } from 'node:http';
import { fastify } from 'fastify';
import type { Clock } from '../../../../src/clock.ts';
import type { Person } from '../person/index.ts';
import { bundle } from './bundle.ts';
import type { Panel, PanelAct } from './panel.ts';
import { type Player, type Screen, slackScreen } from './screen-state.ts';
import { type Act, Seat } from './seat.ts';

export type SlackPage = { url: string; close(): Promise<void> };

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PRISM Bot: try it</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
</head>
<body><div id="page"></div><script src="/page.js"></script></body>
</html>
`;

/** How often it is looked whether a screen has changed, in milliseconds. */
const LOOK_MS = 150;

export async function startPage({
  players,
  clock,
  panel = null,
  isWorking = () => false,
  port = 0,
}: {
  /** Who can be played; the first to begin with. */
  players: { who: string; role: string; person: Person }[];
  clock: Clock;
  panel?: Panel | null;
  isWorking?: () => boolean;
  /** Another where it is taken. */
  port?: number;
}): Promise<SlackPage> {
  const { script, style } = await bundle();
  const seats = new Map(players.map(({ who, person }) => [who, new Seat(person)]));
  const shown = players.map(({ who, role, person }): Player => ({ who, role, name: person.member.realName }));
  const screenOf = (who: string): Screen => ({
    me: shown.find(one => one.who === who)!,
    players: shown,
    ...slackScreen(seats.get(who)!.person, clock),
    working: isWorking(),
    panel: panel?.look() ?? null,
  });
  const viewers = new Map<ServerResponse, { who: string; told: string }>();
  const tell = (): void => {
    for (const [response, viewer] of viewers) {
      const screen = JSON.stringify(screenOf(viewer.who));
      if (screen === viewer.told) continue;
      viewer.told = screen;
      response.write(`data: ${screen}\n\n`);
    }
  };
  const timer = setInterval(tell, LOOK_MS);

  const server = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  // A page from elsewhere that found this port is not answered.
  server.addHook('onRequest', async (request, reply) => {
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) return reply.code(403).send();
  });
  server.addHook('onSend', async (_, reply) => {
    reply.header('content-security-policy', "default-src 'self'; img-src 'self' data:; base-uri 'none'");
    reply.header('cache-control', 'no-store');
  });
  server.get('/', (_, reply) => reply.type('text/html').send(HTML));
  server.get('/page.js', (_, reply) => reply.type('text/javascript').send(script));
  server.get('/page.css', (_, reply) => reply.type('text/css').send(style));
  server.get<{ Params: { who: string } }>('/screen/:who', (request, reply) => {
    const { who: asked } = request.params;
    const who = seats.has(asked) ? asked : shown[0]!.who;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    viewers.set(raw, { who, told: '' });
    raw.on('close', () => viewers.delete(raw));
    tell();
  });
  server.post<{ Params: { who: string }; Body: Act }>('/act/:who', async (request, reply) => {
    const seat = seats.get(request.params.who);
    if (!seat) return reply.code(404).send();
    return await answered(() => seat.act(request.body));
  });
  server.post<{ Body: PanelAct }>('/panel', async (request, reply) => {
    if (!panel) return reply.code(404).send();
    return await answered(() => panel.act(request.body));
  });

  async function answered<T>(act: () => Promise<T>): Promise<{ done: T } | { problem: string }> {
    try {
      return { done: await act() };
    } catch (error) {
      return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
    } finally {
      tell();
    }
  }

  const host = '127.0.0.1';
  const url = await server.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return server.listen({ host, port: 0 });
  });
  return {
    url,
    close: async () => {
      clearInterval(timer);
      for (const response of viewers.keys()) response.destroy();
      await server.close();
    },
  };
}
