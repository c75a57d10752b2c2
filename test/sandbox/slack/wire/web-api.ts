import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Installation } from '../book.ts';
import { meet } from '../faults.ts';
import { METHODS } from '../methods/index.ts';
import { Args } from './args.ts';
import { RateLimits } from './rate-limits.ts';
import { Refusal } from './refusal.ts';
import { authorized, tokenOf } from './tokens.ts';
import type { World } from './world.ts';

type Body = Record<string, unknown>;

/** Stands in for the bot in methods that need none: it may nothing. */
const NOBODY: Installation = {
  token: '',
  teamId: '',
  enterpriseId: null,
  botUserId: '',
  botId: '',
  scopes: [],
  revoked: true,
  expiresAt: null,
  refreshToken: null,
};

/** `/api/<method>`: everything is answered with 200 and `ok`, except 429 and what a fault makes of it. */
export function serveWebApi(server: FastifyInstance, world: World): void {
  const limits = new RateLimits(world.book.clock);
  server.route<{ Params: { method: string }; Querystring: Body }>({
    method: ['GET', 'POST'],
    url: '/api/:method',
    handler: async (request, reply) => {
      const { args, token } = readCall(request);
      const { method } = request.params;
      const call: Call = { method, token, args: args.seen, at: world.book.clock.now().getTime(), answer: '' };
      world.book.calls.push(call);
      const fault = world.faults.take(method);
      const met = await meet(fault, 'before', reply);
      if (met !== null) {
        call.answer = met;
        return reply;
      }
      const wait = world.switches.rateLimits ? limitOf(limits, method, token, args) : null;
      if (wait !== null) {
        call.answer = '429';
        reply.code(429).header('retry-after', String(wait));
        return { ok: false, error: 'ratelimited' };
      }
      const body = await answer(world, method, token, args, reply);
      call.answer = body.ok === true ? 'ok' : String(body.error);
      const metAfter = await meet(fault, 'after', reply);
      if (metAfter === null) return body;
      call.answer = metAfter;
      return reply;
    },
  });
}

function readCall(request: FastifyRequest<{ Querystring: Body }>): { args: Args; token: string | null } {
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  const args = new Args({ ...request.query, ...(request.body as Body | undefined) }, isJson);
  const { authorization } = request.headers;
  const basic = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [id, secret] = Buffer.from(basic, 'base64').toString().split(':');
    Object.assign(args.all, { client_id: id, client_secret: secret });
  }
  return { args, token: tokenOf(authorization, args, isJson) };
}

function limitOf(limits: RateLimits, method: string, token: string | null, args: Args): number | null {
  const known = METHODS.get(method);
  return known ? limits.take(method, known.tier, token, args.text('channel')) : null;
}

async function answer(
  world: World,
  name: string,
  token: string | null,
  args: Args,
  reply: FastifyReply,
): Promise<Body> {
  try {
    const method = METHODS.get(name);
    if (!method) throw new Refusal('unknown_method', { req_method: name });
    const bot = authorized(world, method, token) ?? NOBODY;
    if (bot !== NOBODY) reply.header('x-oauth-scopes', bot.scopes.join(','));
    return { ok: true, ...(await method.run({ args, bot, world })) };
  } catch (error) {
    if (error instanceof Refusal) return error.body;
    throw error;
  }
}
