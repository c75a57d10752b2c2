import type { Installation } from '../book.ts';
import type { Method } from '../methods/method.ts';
import type { Args } from './args.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** In the header, or in a form or query; a JSON body cannot carry it. */
export function tokenOf(authorization: string | undefined, args: Args, isJson: boolean): string | null {
  const bearer = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  return bearer ?? (isJson ? null : (args.text('token') ?? null));
}

/**
 * The bot that calls. Null where the method needs no bot.
 * @throws Refusal for a token that is absent, unknown, spent, of the wrong kind, or without the method's scopes
 */
export function authorized(
  { book, app }: World,
  { token: kind, scopes = [] }: Method,
  token: string | null,
): Installation | null {
  if (kind === 'none') return null;
  if (token === null) throw new Refusal('not_authed');
  if (token === app.appToken) {
    if (kind !== 'app') throw new Refusal('not_allowed_token_type');
    return null;
  }
  const bot = book.installations.get(token);
  if (!bot) throw new Refusal('invalid_auth');
  if (bot.revoked) throw new Refusal('token_revoked');
  if (book.members.get(bot.botUserId)?.deleted) throw new Refusal('account_inactive');
  if (bot.expiresAt !== null && book.clock.now().getTime() >= bot.expiresAt)
    throw new Refusal('token_expired');
  if (kind === 'app') throw new Refusal('not_allowed_token_type');
  const missing = scopes.filter(scope => !bot.scopes.includes(scope));
  if (missing.length > 0) {
    throw new Refusal('missing_scope', { needed: missing.join(','), provided: bot.scopes.join(',') });
  }
  return bot;
}
