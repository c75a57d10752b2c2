import type { FastifyInstance } from 'fastify';
import type { Call, Installation, ResponseUrl } from '../book.ts';
import { addMessage, editMessage, findMessage } from '../conversations.ts';
import { meet } from '../faults.ts';
import { RESPONSE_URL_LIFE_MS, RESPONSE_URL_USES } from '../grants.ts';
import { serves } from '../methods/method.ts';
import { passedWords } from '../methods/passed-words.ts';
import { Args } from './args.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** `/response/<path>`: JSON without a token, five times in 30 minutes. */
export function serveResponseUrls(server: FastifyInstance, world: World): void {
  server.post<{ Params: { '*': string } }>('/response/*', async (request, reply) => {
    const args = new Args((request.body ?? {}) as Record<string, unknown>);
    const at = world.book.clock.now().getTime();
    const call: Call = { method: 'response_url', token: null, args: args.seen, at, answer: '' };
    world.book.calls.push(call);
    const fault = world.faults.take('response_url');
    const met = await meet(fault, 'before', reply);
    if (met !== null) {
      call.answer = met;
      return reply;
    }
    try {
      respond(world, liveUrl(world, request.params['*']), args);
      call.answer = 'ok';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      call.answer = error.message;
      return reply.code(isGone(error.message) ? 404 : 400).send(error.body);
    }
    const metAfter = await meet(fault, 'after', reply);
    if (metAfter === null) return reply.type('text/plain').send('ok');
    call.answer = metAfter;
    return reply;
  });
}

const isGone = (word: string): boolean => ['used_url', 'expired_url', 'invalid_url'].includes(word);

function liveUrl({ book }: World, path: string): ResponseUrl {
  const url = book.responseUrls.get(path);
  if (!url) throw new Refusal('invalid_url');
  if (book.clock.now().getTime() - url.madeAt > RESPONSE_URL_LIFE_MS) throw new Refusal('expired_url');
  if (url.uses >= RESPONSE_URL_USES) throw new Refusal('used_url');
  return url;
}

/** A new message, ephemeral unless said otherwise, or a change to the message that was clicked. */
function respond(world: World, url: ResponseUrl, args: Args): void {
  const { book } = world;
  const original = url.messageTs === null ? undefined : findMessage(book, url.channelId, url.messageTs);
  const bot = botIn(world, url);
  if (args.flag('delete_original')) {
    url.uses += 1;
    if (original) original.deleted = true;
    return;
  }
  const words = passedWords(args, world, 'response_url');
  url.uses += 1;
  if (args.flag('replace_original') && original) {
    editMessage(original, words);
    return;
  }
  addMessage(book, {
    ...words,
    metadata: words.metadata ?? null,
    channelId: url.channelId,
    userId: bot.botUserId,
    threadTs: args.text('thread_ts') ?? null,
    ephemeralTo: args.text('response_type') === 'in_channel' ? null : url.userId,
  });
}

/** The app's bot there, which need not be a member of the channel. */
function botIn(world: World, { channelId }: ResponseUrl): Installation {
  const team = world.book.channels.get(channelId)?.teamId ?? '';
  const bot = [...world.book.installations.values()].find(
    one => serves(world, one, team) && !world.book.members.get(one.botUserId)?.deleted,
  );
  if (!bot) throw new Refusal('expired_url');
  return bot;
}
