import { fastify } from 'fastify';
import type { Book } from '../book.ts';
import type { Faults } from '../faults.ts';
import type { Finding } from '../gate/finding.ts';
import type { SlackSwitches } from '../switches.ts';
import type { App, Consent } from './app.ts';

export type World = {
  app: App;
  book: Book;
  faults: Faults;
  switches: SlackSwitches;
  findings: Finding[];
  consent: Consent;
};

export async function serve(_world: World) {
  const server = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    apiUrl: `${url}/api/`,
    oauthUrl: `${url}/oauth/v2/authorize`,
    responsesUrl: `${url}/response/`,
    close: () => server.close(),
  };
}
