import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { World } from './world.ts';

type Query = { client_id?: string; scope?: string; redirect_uri?: string; state?: string; team?: string };

/** `/oauth/v2/authorize`: the person answers as `consent` says, at once, and is sent back to the app. */
export function serveAuthorizePage(server: FastifyInstance, world: World): void {
  server.get<{ Querystring: Query }>('/oauth/v2/authorize', async ({ query }, reply) => {
    const { consent, book } = world;
    const page = (text: string) => reply.code(400).type('text/html').send(`<!DOCTYPE html><p>${text}</p>`);
    if (query.client_id !== world.app.clientId) return page('Invalid client_id parameter');
    const scopes = (query.scope ?? '').split(/[ ,]/).filter(Boolean);
    if (scopes.length === 0) return page('No scopes requested');
    if (!URL.canParse(query.redirect_uri ?? ''))
      return page('redirect_uri did not match any configured URIs');
    const back = new URL(query.redirect_uri!);
    if (query.state !== undefined) back.searchParams.set('state', query.state);
    if (consent.refuse) {
      back.searchParams.set('error', 'access_denied');
      return reply.redirect(back.href, 302);
    }
    const teamId = query.team ?? consent.teamId;
    const installer = [...book.members.values()].find(one => one.teamId === teamId && !one.isBot);
    const userId = consent.userId ?? installer?.id;
    if (userId === undefined) return page('You are not signed in to this workspace');
    const code = randomBytes(16).toString('hex');
    world.codes.set(code, {
      teamId,
      userId,
      scopes,
      orgWide: consent.orgWide,
      redirectUri: query.redirect_uri!,
      madeAt: book.clock.now().getTime(),
      used: false,
    });
    back.searchParams.set('code', code);
    return reply.redirect(back.href, 302);
  });
}
