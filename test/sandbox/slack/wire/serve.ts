import formbody from '@fastify/formbody';
import { type FastifyError, fastify } from 'fastify';
import { serveAuthorizePage } from './authorize-page.ts';
import { serveResponseUrls } from './response-urls.ts';
import { serveUploads } from './uploads.ts';
import { serveWebApi } from './web-api.ts';
import type { World } from './world.ts';

/** One host for the Web API, the authorize page, response URLs and Socket Mode. */
export async function serve(world: World) {
  const server = fastify({ forceCloseConnections: true, exposeHeadRoutes: false, bodyLimit: 4_194_304 });
  await server.register(formbody);
  server.setErrorHandler((error: FastifyError, _, reply) => {
    const word = UNREADABLE[error.code];
    if (word !== undefined) return reply.code(200).send({ ok: false, error: word });
    return reply.code(500).send({ ok: false, error: 'internal_error', detail: error.stack });
  });
  serveWebApi(server, world);
  serveResponseUrls(server, world);
  serveAuthorizePage(server, world);
  serveUploads(server, world);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  world.uploadsUrl = `${url}/upload/v1/`;
  world.socketMode.serve(server.server, url.replace('http', 'ws'));
  return {
    apiUrl: `${url}/api/`,
    oauthUrl: `${url}/oauth/v2/authorize`,
    responsesUrl: `${url}/response/`,
    close: async () => {
      await world.socketMode.close();
      await server.close();
    },
  };
}

/** What Slack says of a body it cannot read. */
const UNREADABLE: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'invalid_post_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
};
